package config

import (
	"testing"
	"time"
)

func TestLoader(t *testing.T) {
	tests := []struct {
		name     string
		env      map[string]string
		wantInt  int
		wantWait time.Duration
		wantErr  bool
	}{
		{name: "values", env: map[string]string{"NAME": "orders", "MAX": "7", "WAIT": "2s"}, wantInt: 7, wantWait: 2 * time.Second},
		{name: "fallbacks", env: map[string]string{"NAME": "orders"}, wantInt: 3, wantWait: time.Second},
		{name: "required is empty", env: map[string]string{"NAME": ""}, wantInt: 3, wantWait: time.Second, wantErr: true},
		{name: "not a number", env: map[string]string{"NAME": "orders", "MAX": "many"}, wantInt: 3, wantWait: time.Second, wantErr: true},
		{name: "negative duration", env: map[string]string{"NAME": "orders", "WAIT": "-1s"}, wantInt: 3, wantWait: time.Second, wantErr: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loader := New(func(key string) (string, bool) {
				value, ok := tt.env[key]
				return value, ok
			})
			loader.Required("NAME")
			if got := loader.Int("MAX", 3); got != tt.wantInt {
				t.Errorf("Int = %d, want %d", got, tt.wantInt)
			}
			if got := loader.Duration("WAIT", time.Second); got != tt.wantWait {
				t.Errorf("Duration = %s, want %s", got, tt.wantWait)
			}
			if err := loader.Err(); (err != nil) != tt.wantErr {
				t.Errorf("Err = %v, want error %t", err, tt.wantErr)
			}
		})
	}
}
