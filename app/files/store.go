package files

import (
	"context"
	"io"
	"regexp"
	"time"
)

// Store keeps blobs by key. A key is a File's id; anything else is refused.
type Store interface {
	// Put keeps all of r under key, or nothing: a blob that can be opened is
	// complete and survives a power cut. It replaces an earlier one.
	Put(ctx context.Context, key string, r io.Reader) error
	// Open reads a blob. A missing one is an error that wraps fs.ErrNotExist.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
	// Delete removes a blob; a missing one is fine.
	Delete(ctx context.Context, key string) error
	// Walk calls fn with every blob's key and when it was put, in no order, and
	// stops at fn's first error.
	Walk(ctx context.Context, fn func(key string, put time.Time) error) error
	// Tidy removes what unfinished Puts that began before the time left behind.
	Tidy(ctx context.Context, before time.Time) error
}

// shape is what a key looks like: 26 signs of base32, 130 random bits.
var shape = regexp.MustCompile(`^[a-z2-7]{26}$`)
