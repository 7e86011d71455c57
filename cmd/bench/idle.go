package main

import (
	"context"
	"errors"
	"time"

	"approdo/app/db"
	"approdo/app/privacy"
)

// later is when the whole town is out of sight: only who has an open path is not idle.
func (w *world) later() time.Time { return w.now.AddDate(3, 0, 0) }

// idleFiles pages through the files nobody needs any more, as the night does.
func idleFiles(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	var after int64
	return timed(ctx, 1, o.slice, func(ctx context.Context, _ int) error {
		found, err := privacy.IdlePeople(ctx, pools.Work, w.later(), after, 200)
		if err != nil {
			return err
		}
		if after == 0 && len(found) == 0 {
			return errors.New("nobody is idle")
		}
		if after = 0; len(found) > 0 {
			after = found[len(found)-1].ID
		}
		return nil
	})
}

// due counts what is no longer kept of every purpose, as the officer's page does.
func due(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	return timed(ctx, 1, o.slice, func(ctx context.Context, _ int) error {
		_, err := privacy.Due(ctx, pools.Work, w.later())
		return err
	})
}
