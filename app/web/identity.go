package web

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// identity keeps the institution's data between requests, so that pages do not
// ask for it each time and the error pages have it while the database is down.
type identity struct {
	load  func(context.Context) (Institution, error)
	brand func(context.Context) ([]byte, error)
	log   *slog.Logger

	mu   sync.Mutex
	at   time.Time
	last Institution
}

const identityAge = 30 * time.Second

func (i *identity) refresh(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	inst, err := i.load(ctx)
	if err != nil {
		i.log.Warn("institution not read, the last known one stays", "error", err.Error())
		return
	}
	i.mu.Lock()
	i.last = inst
	i.mu.Unlock()
}

func (i *identity) get() Institution {
	i.mu.Lock()
	stale := time.Since(i.at) > identityAge
	if stale {
		i.at = time.Now() // one request refreshes, the others go on with the last one
	}
	last := i.last
	i.mu.Unlock()
	if stale {
		i.refresh(context.Background())
		i.mu.Lock()
		last = i.last
		i.mu.Unlock()
	}
	return last
}

func (a *App) institutionNow() Institution { return a.identity.get() }
