package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/people"
)

// names are parts of invented ones: 120 given names and 2 000 surnames.
func names() (given, surnames []string) {
	for _, a := range []string{"Mar", "Gio", "Ann", "Fat", "Moh", "Ole", "Nat", "Vik", "Raj", "Sal", "Ion", "Ele"} {
		for _, b := range []string{"io", "vanna", "ima", "ammed", "ksandr", "alia", "tor", "a", "esh", "ena"} {
			given = append(given, a+b)
		}
	}
	heads := []string{"Ros", "Bian", "Esp", "Rus", "Fer", "Ben", "Hoss", "Shev", "Pop", "Hox", "Kha", "Sin", "Wan", "Zhu", "Cos", "Gre", "Mor", "Ric", "Lom", "Bar"}
	for _, a := range heads {
		for _, b := range []string{"s", "ch", "os", "ra", "al", "en", "ov", "esc", "ma", "ti"} {
			for _, c := range []string{"i", "o", "ito", "ali", "ain", "enko", "u", "aj", "an", "gh"} {
				surnames = append(surnames, a+b+c)
			}
		}
	}
	return given, surnames
}

const townSQL = `
WITH n AS (SELECT 1 + (i::bigint * 7919) % cardinality(?0::text[]) AS g, 1 + (i::bigint * 104729) % cardinality(?1::text[]) AS s, i
		FROM generate_series(?4, ?5) AS i),
	p AS (INSERT INTO people (id, given, surname, lang, born_on, opened_at, opened_by, changed_at, changed_by)
		SELECT 1000000 + i, (?0::text[])[g], (?1::text[])[s], 'it', date '1950-01-01' + i % 20000, now(), 'program:bench', now(), 'program:bench' FROM n),
	d AS (INSERT INTO name_words SELECT * FROM unnest(?2::text[], ?3::text[]) ON CONFLICT DO NOTHING),
	w AS (INSERT INTO person_names SELECT 1000000 + i, (?2::text[])[x] FROM n, LATERAL (VALUES (g), (s + cardinality(?0::text[]))) AS v (x)
		ON CONFLICT DO NOTHING)
INSERT INTO person_desks (person_id, desk_id, since, by) SELECT 1000000 + i, ?6, now(), 'program:bench' FROM n`

// settle puts so many people at one desk, a few at a time so that no statement runs long.
func settle(ctx context.Context, idb bun.IDB, desk int64, town int) error {
	given, surnames := names()
	var folded, skeletons []string
	for _, w := range slices.Concat(given, surnames) {
		folded = append(folded, people.Fold(w))
		skeletons = append(skeletons, people.Skeleton(people.Fold(w)))
	}
	for from := 1; from <= town; from += 5000 {
		_, err := idb.NewRaw(townSQL, pgdialect.Array(given), pgdialect.Array(surnames), pgdialect.Array(folded),
			pgdialect.Array(skeletons), from, min(from+4999, town), desk).Exec(ctx)
		if err != nil {
			return fmt.Errorf("people: %w", err)
		}
	}
	_, err := idb.NewRaw("ANALYZE people, name_words, person_names, person_desks").Exec(ctx)
	return err
}

// person searches as a desk does: two words, their beginnings, another spelling, another
// script and words that are only nearly right, in turn.
func person(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	reception := auth.Actor{UserID: 1, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{w.large}}
	given, surnames := names()
	given1, surname1 := given[7919%len(given)], surnames[104729%len(surnames)]
	given2, surname2 := given[2*7919%len(given)], surnames[2*104729%len(surnames)]
	typed := []string{
		given1 + " " + surname1,
		surname2[:4] + " " + given2[:3],
		strings.ReplaceAll(given2, "a", "e") + " " + strings.ReplaceAll(surname2, "o", "u"),
		"محمد",
		given1 + " " + surname1[:2] + surname1[3:],
	}
	n := 0
	return timed(ctx, 1, o.slice, func(ctx context.Context, _ int) error {
		n++
		found, _, err := people.Search(ctx, pools.Web, reception, typed[n%len(typed)])
		if err == nil && len(found) == 0 {
			err = errors.New("nobody found for " + typed[n%len(typed)])
		}
		return err
	})
}
