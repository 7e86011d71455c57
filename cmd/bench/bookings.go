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
	made, err := seed(ctx, pools.Work, o.past)
	if err != nil {
		return err
	}
	var insert, book, fight, search []result
	for range o.rounds {
		steps := []struct {
			into *[]result
			do   func(context.Context, options, *db.Pools, *world) (result, error)
		}{{&insert, bareInserts}, {&book, alone}, {&fight, crowded}, {&search, searches}}
		for _, step := range steps {
			r, err := step.do(ctx, o, pools, made)
			if err != nil {
				return err
			}
			*step.into = append(*step.into, r)
		}
	}
	t.add("bare insert", median(insert))
	t.add("booking", median(book), "bare insert")
	t.add(fmt.Sprintf("answer, %d on %d times", crowd, places), median(fight), "bare insert", "booking")
	t.add("search, 40 operators", median(search))
	return nil
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

// searches: the free times of one month at a desk with forty operators and three
// years of appointments behind it, one after the other.
func searches(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	q := appointments.Query{DeskID: w.large, AreaID: w.area, From: w.today, To: w.today.AddDays(30)}
	return timed(ctx, 1, o.slice, func(ctx context.Context, _ int) error {
		days, err := appointments.FreeDays(ctx, pools.Web, q, w.now)
		if err == nil && len(days) == 0 {
			err = errors.New("the large desk offers nothing")
		}
		return err
	})
}

// book walks the whole form as a citizen does, for a person never seen before.
func (w *world) book(ctx context.Context, pools *db.Pools, deskID int64, start time.Time) (bool, error) {
	n := w.people.Add(1)
	h := appointments.Hold{Key: fmt.Sprintf("bench-%016d", n), DeskID: deskID, AreaID: w.area, Start: start, Lang: "it"}
	details := appointments.Details{Lang: "it", Note: "Cerco un lavoro part-time vicino a casa."}
	contact := appointments.Contact{Name: "Persona Di Prova", Email: fmt.Sprintf("prova%d@example.org", n)}
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
