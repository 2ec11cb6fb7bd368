// Package config reads settings from the environment and reports every
// problem at once, so that a broken deployment is fixed in one round.
package config

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// Loader collects the problems it meets; check Err after the last read.
type Loader struct {
	lookup func(string) (string, bool)
	errs   []error
}

// FromEnv reads the environment of the process.
func FromEnv() *Loader {
	return New(os.LookupEnv)
}

// New reads through lookup.
func New(lookup func(string) (string, bool)) *Loader {
	return &Loader{lookup: lookup}
}

// Required returns the value of key, which must be set and not empty.
func (l *Loader) Required(key string) string {
	value, ok := l.lookup(key)
	if !ok || value == "" {
		l.errs = append(l.errs, fmt.Errorf("%s must be set", key))
	}
	return value
}

// String returns the value of key or the fallback.
func (l *Loader) String(key, fallback string) string {
	if value, ok := l.lookup(key); ok && value != "" {
		return value
	}
	return fallback
}

// Int returns a positive number.
func (l *Loader) Int(key string, fallback int) int {
	value, ok := l.lookup(key)
	if !ok || value == "" {
		return fallback
	}
	number, err := strconv.Atoi(value)
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("%s: %w", key, err))
		return fallback
	}
	if number <= 0 {
		l.errs = append(l.errs, fmt.Errorf("%s must be positive, not %d", key, number))
		return fallback
	}
	return number
}

// Duration returns a positive duration such as 250ms.
func (l *Loader) Duration(key string, fallback time.Duration) time.Duration {
	value, ok := l.lookup(key)
	if !ok || value == "" {
		return fallback
	}
	duration, err := time.ParseDuration(value)
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("%s: %w", key, err))
		return fallback
	}
	if duration <= 0 {
		l.errs = append(l.errs, fmt.Errorf("%s must be positive, not %s", key, duration))
		return fallback
	}
	return duration
}

// Err joins everything that went wrong.
func (l *Loader) Err() error {
	return errors.Join(l.errs...)
}
