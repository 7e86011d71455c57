package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/desks"
)

const operatorsWanted = 2

// world is what the bookings need: desks with many free times.
type world struct {
	area   int64
	now    time.Time
	today  desks.Date
	quiet  []*desk // one for each client that books alone
	wanted *desk   // where the crowd is
	large  int64
	// wide is an area that twenty desks of two operators offer.
	wide   int64
	people atomic.Int64
}

// desk is one place with its free times, used up from the front.
type desk struct {
	id    int64
	slots []time.Time
	next  int
}

// seed adds the desks of the benchmark to the demo, and so many days of appointments
// to the past of the large one.
func seed(ctx context.Context, idb bun.IDB, o options) (*world, error) {
	w := &world{now: time.Now()}
	w.today = desks.DateOf(w.now)
	if _, err := idb.NewRaw(`CREATE TABLE bench_rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		name text NOT NULL, email text NOT NULL, at timestamptz NOT NULL)`).Exec(ctx); err != nil {
		return nil, err
	}
	if _, err := idb.NewRaw("CREATE TABLE bench_claims (id bigint PRIMARY KEY)").Exec(ctx); err != nil {
		return nil, err
	}
	var areas []int64
	if err := idb.NewRaw("SELECT id FROM areas WHERE minutes = 30 ORDER BY id LIMIT 2").Scan(ctx, &areas); err != nil || len(areas) < 2 {
		return nil, fmt.Errorf("%d areas of 30 minutes: %w", len(areas), err)
	}
	w.area, w.wide = areas[0], areas[1]
	if err := w.fill(ctx, idb); err != nil {
		return nil, err
	}
	if _, err := idb.NewRaw(pastSQL, w.today.String(), o.past).Exec(ctx); err != nil {
		return nil, fmt.Errorf("past appointments: %w", err)
	}
	if err := settle(ctx, idb, w.large, o.people); err != nil {
		return nil, err
	}
	if err := w.live(ctx, idb, o.people); err != nil {
		return nil, err
	}
	_, err := idb.NewRaw("ANALYZE").Exec(ctx)
	return w, err
}

// fill makes the desks.
func (w *world) fill(ctx context.Context, idb bun.IDB) (err error) {
	for n := range bookers {
		d, err := w.addDesk(ctx, idb, fmt.Sprintf("quiet-%d", n), 2, w.area)
		if err != nil {
			return err
		}
		w.quiet = append(w.quiet, d)
	}
	if w.wanted, err = w.addDesk(ctx, idb, "wanted", operatorsWanted, w.area); err != nil {
		return err
	}
	large, err := w.addDesk(ctx, idb, "large", 40, w.area)
	if err != nil {
		return err
	}
	w.large = large.id
	for n := range 20 {
		if _, err := w.addDesk(ctx, idb, fmt.Sprintf("wide-%d", n), 2, w.wide); err != nil {
			return err
		}
	}
	return nil
}

// pastSQL: eight appointments a working day for every operator of the large desk and
// of the twenty, until thirty days from now.
const pastSQL = `
INSERT INTO appointments (protocol, idempotency_key, desk_id, operator_id, area_id, starts_at, ends_at,
	lang, name, email, channel, booked_at, booked_by)
SELECT 'BENCH-' || o.operator_id || '-' || d::date || '-' || h, 'bench:' || o.operator_id || ':' || d::date || ':' || h,
	o.desk_id, o.operator_id, a.area_id, d + make_interval(hours => h), d + make_interval(hours => h, mins => 30),
	'it', 'Persona Di Prova', 'passato@example.org', 'online', d, 'citizen'
FROM desk_operators o JOIN desk_areas a USING (desk_id) JOIN desks k ON k.id = o.desk_id AND (k.slug = 'large' OR k.slug LIKE 'wide-%'),
	generate_series(?0::date - ?1::int, ?0::date + 30, interval '1 day') d, generate_series(8, 15) h
WHERE extract(isodow FROM d) < 6`

// addDesk makes a desk whose operators receive every day, and lists its free times.
func (w *world) addDesk(ctx context.Context, idb bun.IDB, slug string, operators int, area int64) (*desk, error) {
	d := &desk{}
	err := idb.NewRaw(`INSERT INTO desks (site_id, kind, slug, name)
		SELECT min(id), 'information', ?0, jsonb_build_object('it', ?0) FROM sites RETURNING id`, slug).Scan(ctx, &d.id)
	if err != nil {
		return nil, err
	}
	if _, err := idb.NewRaw("INSERT INTO desk_areas (desk_id, area_id) VALUES (?, ?)", d.id, area).Exec(ctx); err != nil {
		return nil, err
	}
	for n := range operators {
		_, err := idb.NewRaw(`WITH o AS (INSERT INTO operators (name) VALUES (?1) RETURNING id),
			m AS (INSERT INTO desk_operators SELECT ?0, id FROM o RETURNING operator_id)
			SELECT 1`, d.id, fmt.Sprintf("Operatore %s %d", slug, n)).Exec(ctx)
		if err != nil {
			return nil, err
		}
	}
	_, err = idb.NewRaw(`INSERT INTO opening_rules (desk_id, operator_id, rrule, from_time, to_time, valid_from)
		SELECT desk_id, operator_id, 'FREQ=DAILY', '08:00', '18:00', ?1::date FROM desk_operators WHERE desk_id = ?0`,
		d.id, w.today.AddDays(-1).String()).Exec(ctx)
	if err != nil {
		return nil, err
	}
	slots, err := appointments.FreeSlots(ctx, idb, appointments.Query{DeskID: d.id, AreaID: area}, w.now)
	for _, s := range slots {
		for range operators {
			d.slots = append(d.slots, s.Start)
		}
		if slug == "wanted" { // each time once: the crowd takes both operators of it
			d.slots = d.slots[:len(d.slots)-operators+1]
		}
	}
	return d, err
}
