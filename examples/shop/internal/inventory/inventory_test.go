package inventory

import (
	"errors"
	"slices"
	"testing"
)

func TestMerge(t *testing.T) {
	tests := []struct {
		name    string
		items   []Item
		want    []Item
		wantErr error
	}{
		{name: "sorted", items: []Item{{"tea", 1}, {"mug", 2}}, want: []Item{{"mug", 2}, {"tea", 1}}},
		{name: "repeated", items: []Item{{"mug", 1}, {"mug", 2}}, want: []Item{{"mug", 3}}},
		{name: "empty", wantErr: ErrInvalid},
		{name: "no quantity", items: []Item{{"mug", 0}}, wantErr: ErrInvalid},
		{name: "no sku", items: []Item{{"", 1}}, wantErr: ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := merge(tt.items)
			if !errors.Is(err, tt.wantErr) {
				t.Errorf("error = %v, want %v", err, tt.wantErr)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("items = %v, want %v", got, tt.want)
			}
		})
	}
}
