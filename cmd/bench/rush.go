package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"approdo/app/appointments"
	"approdo/app/db"
	"approdo/app/fault"
)

// rushers is how many clients ask for one and the same time at one and the same moment.
const rushers = 500

// rush lets so many clients begin together, each once, and waits for all.
func rush(clients int, do func(client int) error) (result, error) {
	took, errs := make([]time.Duration, clients), make([]error, clients)
	start := make(chan struct{})
	var ready, done sync.WaitGroup
	ready.Add(clients)
	var began time.Time
	for client := range clients {
		done.Go(func() {
			ready.Done()
			<-start
			errs[client] = do(client)
			took[client] = time.Since(began)
		})
	}
	ready.Wait()
	began = time.Now()
	close(start)
	done.Wait()
	return summary(took, time.Since(began)), errors.Join(errs...)
}

// bareClaims: the same rush for one row of a table without anything else, which is
// what the pool and the database can do.
func bareClaims(ctx context.Context, _ options, pools *db.Pools, w *world) (result, error) {
	row := w.people.Add(1)
	return rush(rushers, func(int) error {
		_, err := pools.Web.NewRaw("INSERT INTO bench_claims VALUES (?) ON CONFLICT DO NOTHING", row).Exec(ctx)
		return err
	})
}

// rushed: all are after one time with two operators. Who loses is answered when the
// refusal is there.
func rushed(ctx context.Context, _ options, pools *db.Pools, w *world) (result, error) {
	return w.rush(ctx, pools, func(appointments.Hold) error { return nil })
}

// rushedOn is the same with the next free times for who loses.
func rushedOn(ctx context.Context, _ options, pools *db.Pools, w *world) (result, error) {
	return w.rush(ctx, pools, func(h appointments.Hold) error {
		q := appointments.Query{DeskID: h.DeskID, AreaID: h.AreaID}
		next, err := appointments.Alternatives(ctx, pools.Web, q, h.Start, 5, w.now)
		if err == nil && len(next) != 5 {
			err = fmt.Errorf("%d other times", len(next))
		}
		return err
	})
}

func (w *world) rush(ctx context.Context, pools *db.Pools, refused func(appointments.Hold) error) (result, error) {
	d := w.wanted
	if d.next == len(d.slots) {
		return result{}, errors.New("no time left to rush for: fewer rounds")
	}
	start := d.slots[d.next]
	d.next++
	var won atomic.Int64
	r, err := rush(rushers, func(int) error {
		h := w.hold(d.id, start)
		switch _, err := appointments.TakeHold(ctx, pools.Web, h, w.now); {
		case err == nil:
			won.Add(1)
			return nil
		case fault.Is(err, fault.Conflict):
			return refused(h)
		default:
			return err
		}
	})
	if err == nil && won.Load() != operatorsWanted {
		err = fmt.Errorf("%d hold a time of %d operators", won.Load(), operatorsWanted)
	}
	return r, err
}

// holds: every client takes times of its own.
func holds(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	return timed(ctx, bookers, o.slice, func(ctx context.Context, client int) error {
		d := w.quiet[client]
		if d.next == len(d.slots) {
			return errors.New("no free time left: fewer rounds, or shorter slices")
		}
		start := d.slots[d.next]
		d.next++
		_, err := appointments.TakeHold(ctx, pools.Web, w.hold(d.id, start), w.now)
		return err
	})
}
