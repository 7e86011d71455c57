package main

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/deliveries"
	"approdo/app/meetings"
	"approdo/app/people"
	"approdo/app/placements"
	"approdo/app/referrals"
)

// eventful is the person whose history is read, a thousand events long.
const (
	eventful = 1_000_001
	events   = 1000
)

// livesSQL gives everybody a line in their file, and every fifth a case with two checks
// and a contact at the large desk.
var livesSQL = []string{
	`INSERT INTO person_entries (person_id, kind, data, added_at, added_by)
		SELECT id, 'language', '{"lang":"it"}', opened_at, 'program:bench' FROM people WHERE id BETWEEN ?0 AND ?1`,
	`INSERT INTO cases (person_id, desk_id, user_id, opened_at, opened_by, notice_version, notice_lang)
		SELECT id, ?2, ?3, opened_at, 'program:bench', 'x', 'it' FROM people WHERE id BETWEEN ?0 AND ?1 AND id % 5 = 1`,
	`INSERT INTO follow_ups (case_id, kind, due_on, planned_at, planned_by)
		SELECT c.id, 'other', current_date + n, now(), 'program:bench' FROM cases AS c, generate_series(1, 2) n WHERE c.person_id BETWEEN ?0 AND ?1`,
	`INSERT INTO accesses (entry_key, desk_id, operator_id, area_id, day, at, lang, channel, booked, outcome, minutes, source, written_at, written_by, person_id)
		SELECT 'bench-access-of-' || p.id, ?2, (SELECT min(operator_id) FROM desk_operators WHERE desk_id = ?2), ?4, current_date, now(), 'it', 'desk', false, 'path', 20, 'hand', now(), 'program:bench', p.id
		FROM people AS p WHERE p.id BETWEEN ?0 AND ?1 AND p.id % 5 = 1`,
}

// eventfulSQL brings the eventful person to a thousand: contacts, services, checks,
// lines of the file and visits at work, a day apart.
var eventfulSQL = []string{
	`INSERT INTO accesses (entry_key, desk_id, operator_id, area_id, day, at, lang, channel, booked, outcome, minutes, source, written_at, written_by, person_id)
		SELECT 'bench-many-contacts-' || n, ?1, (SELECT min(operator_id) FROM desk_operators WHERE desk_id = ?1), ?2, current_date - n, now() - n * interval '1 day', 'it', 'desk', false, 'path', 20,
			'hand', now(), 'program:bench', ?0 FROM generate_series(1, 400) n`,
	`INSERT INTO follow_ups (case_id, kind, due_on, planned_at, planned_by, done_at, done_by, channel, result)
		SELECT c.id, 'other', current_date - n, now(), 'program:bench', now() - n * interval '1 day', 'program:bench', 'phone', 'searching' FROM cases AS c, generate_series(1, 200) n WHERE c.person_id = ?0`,
	`INSERT INTO person_entries (person_id, kind, data, added_at, added_by, removed_at, removed_by)
		SELECT ?0, 'language', '{"lang":"it"}', now() - n * interval '1 day', 'program:bench', now(), 'program:bench' FROM generate_series(1, 193) n`,
	`WITH pl AS (INSERT INTO placements (entry_key, case_id, desk_id, kind, state, firm, occupation, contract, working_time, starts_on, started_on, written_at, written_by)
			SELECT 'bench-placement-of-many', c.id, c.desk_id, 'contract', 'started', 'Ditta', 'Aiuto', 'permanent', 'full', current_date - 300, current_date - 300, now(), 'program:bench'
			FROM cases AS c WHERE c.person_id = ?0 RETURNING id)
		INSERT INTO placement_visits (placement_id, held_on, met, channel, found, at, by)
		SELECT pl.id, current_date - n, 'x', 'phone', 'x', now(), 'program:bench' FROM pl, generate_series(1, 200) n`,
}

// live gives the town its histories, a few people at a time so that no statement runs
// long.
func (w *world) live(ctx context.Context, idb bun.IDB, town int) error {
	var user int64
	if err := idb.NewRaw(`INSERT INTO users (email, name, handle, created_at, created_by) VALUES ('bench@example.org', 'Prova', 'bench', now(), 'program:bench') RETURNING id`).Scan(ctx, &user); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	for from := 1; from <= town; from += 5000 {
		for _, q := range livesSQL {
			if _, err := idb.NewRaw(q, 1_000_000+from, 1_000_000+min(from+4999, town), w.large, user, w.area).Exec(ctx); err != nil {
				return fmt.Errorf("histories: %w", err)
			}
		}
	}
	for _, q := range eventfulSQL {
		if _, err := idb.NewRaw(q, eventful, w.large, w.area).Exec(ctx); err != nil {
			return fmt.Errorf("a long history: %w", err)
		}
	}
	return nil
}

// timeline reads a page of the eventful person's history as the office does, the
// latest page and a later one in turn.
func timeline(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	reception := auth.Actor{UserID: 1, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{w.large}}
	total, before := 0, people.Place{}
	for { // once to the end, to know that everything is there
		list, next, err := historyPage(ctx, pools, reception, before)
		if err != nil {
			return result{}, err
		}
		if total += len(list); next == nil {
			break
		}
		before = *next
	}
	if total != events {
		return result{}, fmt.Errorf("%d events, not %d", total, events)
	}
	n := 0
	return timed(ctx, 1, o.slice, func(ctx context.Context, _ int) error {
		n++
		from := people.Place{}
		if n%2 == 0 {
			from = before
		}
		_, _, err := historyPage(ctx, pools, reception, from)
		return err
	})
}

// historyPage asks every noun for the events before a place.
func historyPage(ctx context.Context, pools *db.Pools, actor auth.Actor, before people.Place) ([]people.Event, *people.Place, error) {
	h, err := people.TimelineOf(ctx, pools.Web, actor, eventful, nil, before, people.HistoryPage)
	if err != nil {
		return nil, nil, err
	}
	var lists [][]people.Event
	for _, read := range []func(context.Context, bun.IDB, auth.Actor, *people.History) ([]people.Event, error){
		people.Events, appointments.Events, accesses.Events, cases.Events, referrals.Events, meetings.Events, deliveries.Events, placements.Events,
	} {
		list, err := read(ctx, pools.Web, actor, h)
		if err != nil {
			return nil, nil, err
		}
		lists = append(lists, list)
	}
	all, next := h.Merged(lists...)
	return all, next, nil
}
