package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"approdo/app/appointments"
	"approdo/app/db"
	"approdo/app/db/cluster"
	"approdo/app/fault"
)

const (
	bookers = 8  // clients that book at once, each at a desk of its own
	crowd   = 64 // clients after the same few times
	places  = 10 // times they are after, each with two operators
)

// bookings measures whole bookings (time held, details, contact, confirmation, with
// audit and queued mail) beside bare inserts into a table of one row each, from as
// many clients, and the search for free times at a large desk.
func bookings(ctx context.Context, o options, s *scratch, t *table) (err error) {
	c, err := cluster.Start(ctx, cluster.Options{DataDir: s.dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Stop()) }()
	pools, err := db.Open(c.DSN(), db.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pools.Close()) }()
	return bookingsIn(ctx, o, pools, t)
}

func bookingsIn(ctx context.Context, o options, pools *db.Pools, t *table) error {
	made, err := seed(ctx, pools.Work, o)
	if err != nil {
		return err
	}
	steps := []step{
		{"bare insert", bareInserts, nil},
		{"hold", holds, []string{"bare insert"}},
		{"booking", alone, []string{"bare insert"}},
		{fmt.Sprintf("answer, %d on %d times", crowd, places), crowded, []string{"bare insert", "booking"}},
		{fmt.Sprintf("bare claim, %d on one", rushers), bareClaims, nil},
		{fmt.Sprintf("answer, %d on one time", rushers), rushed, []string{fmt.Sprintf("bare claim, %d on one", rushers), "hold"}},
		{"… with other times", rushedOn, []string{fmt.Sprintf("bare claim, %d on one", rushers)}},
		{"search, 40 operators, 30 days", month, nil},
		{"search, 40 operators, 90 days", horizon, nil},
		{"search, 20 desks", anywhere, nil},
		{"search, 20 desks, in vain", inVain, nil},
		{fmt.Sprintf("find a person among %d", o.people), person, nil},
		{fmt.Sprintf("a page of %d events, among %d", events, o.people), timeline, nil},
		{fmt.Sprintf("200 idle files, among %d", o.people), idleFiles, nil},
		{"what is no longer kept, every purpose", due, nil},
	}
	rounds := make([][]result, len(steps))
	for range o.rounds {
		for i, step := range steps {
			r, err := step.do(ctx, o, pools, made)
			if err != nil {
				return fmt.Errorf("%s: %w", step.name, err)
			}
			rounds[i] = append(rounds[i], r)
		}
	}
	for i, step := range steps {
		t.add(step.name, median(rounds[i]), step.beside...)
	}
	return nil
}

// step is one line of the table and how it is measured once.
type step struct {
	name   string
	do     func(context.Context, options, *db.Pools, *world) (result, error)
	beside []string
}

// bareInserts: one row, one commit.
func bareInserts(ctx context.Context, o options, pools *db.Pools, _ *world) (result, error) {
	return timed(ctx, bookers, o.slice, func(ctx context.Context, _ int) error {
		_, err := pools.Web.NewRaw("INSERT INTO bench_rows (name, email, at) VALUES (?, ?, now())", "Persona Di Prova", "prova@example.org").Exec(ctx)
		return err
	})
}

// alone: every client books at its own desk, so nobody meets anybody.
func alone(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	return timed(ctx, bookers, o.slice, func(ctx context.Context, client int) error {
		d := w.quiet[client]
		if d.next == len(d.slots) {
			return errors.New("no free time left: fewer rounds, or shorter slices")
		}
		start := d.slots[d.next]
		d.next++
		_, err := w.book(ctx, pools, d.id, start)
		return err
	})
}

// crowded: every client is after the same times, one after the other. Each answer
// counts, the kind refusals too. At the end every place must be booked once.
func crowded(ctx context.Context, _ options, pools *db.Pools, w *world) (result, error) {
	d := w.wanted
	if d.next+places > len(d.slots) {
		return result{}, errors.New("no times left to fight for: fewer rounds")
	}
	starts := d.slots[d.next : d.next+places]
	d.next += places
	took := make([][]time.Duration, crowd)
	var won atomic.Int64
	var failed atomic.Pointer[error]
	began := time.Now()
	var group sync.WaitGroup
	for client := range crowd {
		group.Go(func() {
			for _, start := range starts {
				at := time.Now()
				booked, err := w.book(ctx, pools, d.id, start)
				if err != nil && !fault.Is(err, fault.Conflict) {
					failed.CompareAndSwap(nil, &err)
					return
				}
				took[client] = append(took[client], time.Since(at))
				if booked {
					won.Add(1)
				}
			}
		})
	}
	group.Wait()
	if err := failed.Load(); err != nil {
		return result{}, *err
	}
	if want := int64(places * operatorsWanted); won.Load() != want {
		return result{}, fmt.Errorf("%d bookings for %d places", won.Load(), want)
	}
	return summary(slices.Concat(took...), time.Since(began)), nil
}

// book walks the whole form as a citizen does, for a person never seen before.
func (w *world) book(ctx context.Context, pools *db.Pools, deskID int64, start time.Time) (bool, error) {
	h := w.hold(deskID, start)
	details := appointments.Details{Lang: "it", Note: "Cerco un lavoro part-time vicino a casa."}
	contact := appointments.Contact{Name: "Persona Di Prova", Email: "prova" + h.Key + "@example.org"}
	var draft *appointments.Draft
	for _, step := range []func() error{
		func() (err error) { draft, err = appointments.TakeHold(ctx, pools.Web, h, w.now); return err },
		func() error { return appointments.SaveDetails(ctx, pools.Web, draft.ID, details, w.now) },
		func() error { return appointments.SaveContact(ctx, pools.Web, draft.ID, contact, w.now) },
		func() error { _, err := appointments.Confirm(ctx, pools.Web, draft.ID, w.now); return err },
	} {
		err := step()
		for fault.Is(err, fault.Unavailable) && ctx.Err() == nil { // busy machine: the same again
			err = step()
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// hold is the wish of a person never seen before.
func (w *world) hold(deskID int64, start time.Time) appointments.Hold {
	return appointments.Hold{Key: fmt.Sprintf("bench-%016d", w.people.Add(1)), DeskID: deskID, AreaID: w.area, Start: start, Lang: "it"}
}
