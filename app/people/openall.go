package people

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// OpenAll does what Open does for each of some clean forms, in the caller's
// transaction and a few statements: a few hundred at a time hold locks for a moment
// only. It gives the ids in the order of the forms, 0 where somebody has the codice
// fiscale already; an Invalid form refuses them all.
func OpenAll(ctx context.Context, tx bun.Tx, actor auth.Actor, deskID int64, forms []Form, now time.Time) ([]int64, error) {
	if !worksAt(actor, deskID) {
		return nil, fault.Missing()
	}
	for _, f := range forms {
		if err := f.Check(now); err != nil {
			return nil, err
		}
	}
	return openAll(ctx, tx, actor, deskID, forms, now)
}

func openAll(ctx context.Context, tx bun.IDB, actor auth.Actor, deskID int64, forms []Form, now time.Time) ([]int64, error) {
	if len(forms) == 0 {
		return nil, nil
	}
	ids := []int64{}
	err := tx.NewRaw("SELECT nextval(pg_get_serial_sequence('people', 'id')) FROM generate_series(1, ?)", len(forms)).Scan(ctx, &ids)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "number people")
	}
	all := make([]*Person, len(forms))
	for i, f := range forms {
		all[i] = &Person{ID: ids[i], Identity: f.Identity, FiscalKey: f.fiscalKey(), Contacts: f.Contacts, Version: 1,
			OpenedAt: now, OpenedBy: actor.Ref(), ChangedAt: now, ChangedBy: actor.Ref()}
	}
	kept := []int64{}
	_, err = tx.NewInsert().Model(&all).On("CONFLICT (fiscal_key) WHERE fiscal_key <> '' AND root_id IS NULL DO NOTHING").Returning("id").Exec(ctx, &kept)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "open people")
	}
	for i, id := range ids {
		if !slices.Contains(kept, id) {
			ids[i] = 0
		}
	}
	all = slices.DeleteFunc(all, func(p *Person) bool { return !slices.Contains(kept, p.ID) })
	if err := hang(ctx, tx, all); err != nil {
		return nil, err
	}
	return ids, welcome(ctx, tx, actor, deskID, kept, now)
}

// hang writes what hangs on people: contacts, words of the names, versions. Words go
// in in order, so that two who write the same ones never wait for each other.
func hang(ctx context.Context, tx bun.IDB, people []*Person) error {
	var c struct {
		person, sort      []int64
		kind, value, note []string
	}
	var named []int64
	var names []string
	skeletons := map[string]string{}
	for _, p := range people {
		for i, x := range p.Contacts {
			c.person, c.sort = append(c.person, p.ID), append(c.sort, int64(i))
			c.kind, c.value, c.note = append(c.kind, x.Kind), append(c.value, x.Value), append(c.note, x.Note)
		}
		for _, w := range words(p.Given, p.Surname, p.Name(), p.OwnName) {
			named, names = append(named, p.ID), append(names, w)
			skeletons[w] = Skeleton(w)
		}
	}
	_, err := tx.NewRaw(`INSERT INTO person_contacts (person_id, kind, value, note, sort)
		SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::int[])`,
		pgdialect.Array(c.person), pgdialect.Array(c.kind), pgdialect.Array(c.value), pgdialect.Array(c.note), pgdialect.Array(c.sort)).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "keep contacts")
	}
	all := slices.Sorted(maps.Keys(skeletons))
	bones := make([]string, len(all))
	for i, w := range all {
		bones[i] = skeletons[w]
	}
	_, err = tx.NewRaw(`WITH w AS (INSERT INTO name_words SELECT * FROM unnest(?0::text[], ?1::text[]) ON CONFLICT DO NOTHING)
		INSERT INTO person_names SELECT * FROM unnest(?2::bigint[], ?3::text[])`,
		pgdialect.Array(all), pgdialect.Array(bones), pgdialect.Array(named), pgdialect.Array(names)).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "keep words of names")
	}
	return keepVersions(ctx, tx, people)
}

func keepVersions(ctx context.Context, tx bun.IDB, people []*Person) error {
	type version struct {
		bun.BaseModel `bun:"table:person_versions"`

		PersonID int64
		Version  int
		Data     json.RawMessage `bun:"type:jsonb"`
		At       time.Time
		By       string
	}
	all := make([]version, len(people))
	for i, p := range people {
		data, err := json.Marshal(snapshot{p.Identity, p.Contacts})
		if err != nil {
			return fault.Wrap(err, "write version of person")
		}
		all[i] = version{PersonID: p.ID, Version: p.Version, Data: data, At: p.ChangedAt, By: p.ChangedBy}
	}
	if len(all) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&all).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep versions of people")
}

// welcome makes new people known at their desk and tells the audit trail of each.
func welcome(ctx context.Context, tx bun.IDB, actor auth.Actor, deskID int64, ids []int64, now time.Time) error {
	_, err := tx.NewRaw("INSERT INTO person_desks (person_id, desk_id, since, by) SELECT unnest(?::bigint[]), ?, ?, ?",
		pgdialect.Array(ids), deskID, now, actor.Ref()).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "attach people to desk")
	}
	return recordAll(ctx, tx, actor, "open", deskID, ids, now)
}

// recordAll adds a line of the same to the audit trail for each person.
func recordAll(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, deskID int64, ids []int64, now time.Time) error {
	entries := make([]audit.Entry, len(ids))
	for i, id := range ids {
		entries[i] = audit.Entry{Actor: actor.Ref(), Action: "people." + verb, Subject: "person", SubjectID: id, DeskID: deskID, At: now}
	}
	return audit.RecordAll(ctx, tx, entries)
}
