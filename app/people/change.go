package people

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Change keeps what was typed about a person of the actor's desks. version is the one
// the form was filled from: where somebody saved meanwhile it is Conflict
// "people.error.changed" and nothing is kept; Since tells what they changed. The same
// again is quiet.
func Change(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, form Form, now time.Time) error {
	form = form.Clean()
	if err := form.Check(now); err != nil {
		return err
	}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if p.Contacts, err = contacts(ctx, tx, id); err != nil {
			return err
		}
		changed := differing(snapshot{p.Identity, p.Contacts}, snapshot{form.Identity, form.Contacts})
		if len(changed) == 0 {
			return nil
		}
		if p.Version != version {
			return fault.New(fault.Conflict, "people.error.changed")
		}
		p.Identity, p.FiscalKey, p.Contacts = form.Identity, form.fiscalKey(), form.Contacts
		p.Version++
		p.ChangedAt, p.ChangedBy = now, actor.Ref()
		res, err := tx.NewUpdate().Model(p).WherePK().ExcludeColumn("id", "root_id", "opened_at", "opened_by").Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "change person")
		}
		if err := keep(ctx, tx, p, form); err != nil {
			return err
		}
		if err := closeLost(ctx, tx, actor, p, now); err != nil {
			return err
		}
		return record(ctx, tx, actor, "change", id, 0, map[string]any{"fields": changed, "version": p.Version}, now)
	})
	return taken(err)
}

// snapshot is what a version keeps.
type snapshot struct {
	Identity
	Contacts []Contact `json:"contacts"`
}

// differing names the fields in which two snapshots differ, by their form names.
func differing(a, b snapshot) []string {
	var fields []string
	x, y := reflect.ValueOf(a.Identity), reflect.ValueOf(b.Identity)
	for i := range x.NumField() {
		if same(x.Field(i).Interface(), y.Field(i).Interface()) {
			continue
		}
		fields = append(fields, x.Type().Field(i).Tag.Get("json"))
	}
	if !slices.Equal(a.Contacts, b.Contacts) {
		fields = append(fields, "contacts")
	}
	return fields
}

func same(a, b any) bool {
	if t, ok := a.(time.Time); ok {
		return t.Format(time.DateOnly) == b.(time.Time).Format(time.DateOnly)
	}
	return a == b
}

// Changed is what happened to a person between two versions.
type Changed struct {
	// Fields are the form names of what differs; "contacts" is one of them.
	Fields []string
	// Was and Is are the person before and after.
	Was, Is Form
	// By is the auth.Actor.Ref of who saved last, At when.
	By string
	At time.Time
	// Version is the latest one.
	Version int
}

// Since tells what others changed since a version of a person of the actor's desks;
// NotFound for a version that never was.
func Since(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int) (*Changed, error) {
	p, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	var data []byte
	err = idb.NewSelect().Table("person_versions").Column("data").
		Where("person_id = ? AND version = ?", p.ID, version).Scan(ctx, &data)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find version of person")
	}
	var was snapshot
	if err := json.Unmarshal(data, &was); err != nil {
		return nil, fault.Wrap(err, "read version of person")
	}
	return &Changed{
		Fields: differing(was, snapshot{p.Identity, p.Contacts}),
		Was:    Form{Identity: was.Identity, Contacts: was.Contacts}, Is: Form{Identity: p.Identity, Contacts: p.Contacts},
		By: p.ChangedBy, At: p.ChangedAt, Version: p.Version,
	}, nil
}
