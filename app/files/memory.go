package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"sync"
	"time"
)

// Memory is a Store for tests of other packages. The zero value is ready.
type Memory struct {
	// Now dates the blobs; nil is time.Now.
	Now func() time.Time

	mu    sync.Mutex
	blobs map[string]blob
}

type blob struct {
	content []byte
	put     time.Time
}

// Put keeps a blob.
func (m *Memory) Put(ctx context.Context, key string, r io.Reader) error {
	content, err := io.ReadAll(reading{ctx, r})
	if err != nil {
		return err
	}
	if !shape.MatchString(key) {
		return errors.New("files: this is not a key")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.blobs == nil {
		m.blobs = map[string]blob{}
	}
	m.blobs[key] = blob{content, m.now()}
	return nil
}

func (m *Memory) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}

// Open reads a blob.
func (m *Memory) Open(_ context.Context, key string) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.blobs[key]
	if !ok {
		return nil, fmt.Errorf("files: open a blob: %w", fs.ErrNotExist)
	}
	return io.NopCloser(bytes.NewReader(b.content)), nil
}

// Delete removes a blob.
func (m *Memory) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.blobs, key)
	return nil
}

// Walk visits the blobs there are when it is called.
func (m *Memory) Walk(_ context.Context, fn func(key string, put time.Time) error) error {
	m.mu.Lock()
	seen := maps.Clone(m.blobs)
	m.mu.Unlock()
	for key, b := range seen {
		if err := fn(key, b.put); err != nil {
			return err
		}
	}
	return nil
}

// Tidy has nothing to do: no Put leaves anything behind.
func (m *Memory) Tidy(context.Context, time.Time) error { return nil }
