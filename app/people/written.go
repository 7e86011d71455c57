package people

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Line is a line to be written into the file of a person, by the names of the fields of
// its kind.
type Line struct {
	PersonID int64
	Data     map[string]string
}

// Same tells lines of one kind and person apart by what they say.
func (l Line) Same() string {
	data, err := json.Marshal(l.Data) // in the order of the names
	if err != nil {
		return "" // texts cannot fail
	}
	return string(data)
}

// Prepare brings what was typed into the form in which a line of the kind is kept; it
// is Invalid with the fields that are wrong.
func (k *Kind) Prepare(data map[string]string, now time.Time) (map[string]string, error) {
	data = k.clean(data)
	return data, k.check(data, now)
}

// AddLines does for lines of one kind, prepared before, what AddEntry does for one, in
// the caller's transaction and a few statements. It gives the ids of the entries in the
// order of the lines, 0 where the person is no root of the actor's desks.
func AddLines(ctx context.Context, tx bun.Tx, actor auth.Actor, kindName string, lines []Line, now time.Time) ([]int64, error) {
	k, err := FindKind(kindName)
	if err != nil {
		return nil, err
	}
	ids, places, err := admitted(ctx, tx, actor, lines)
	if err != nil || len(places) == 0 {
		return ids, err
	}
	entries := make([]Entry, len(places))
	for n, i := range places {
		if err := k.check(lines[i].Data, now); err != nil {
			return nil, err
		}
		entries[n] = Entry{PersonID: lines[i].PersonID, Kind: k.Name, Data: lines[i].Data, AddedAt: now, AddedBy: actor.Ref()}
	}
	if _, err := tx.NewInsert().Model(&entries).ExcludeColumn("id", "removed_at", "removed_by", "next_id").Returning("id").Exec(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "add entries")
	}
	trail := make([]audit.Entry, len(entries))
	for n, e := range entries {
		ids[places[n]] = e.ID
		trail[n] = audit.Entry{Actor: actor.Ref(), Action: "people.add_" + k.Name, Subject: "person", SubjectID: e.PersonID,
			Data: map[string]any{"entry": e.ID}, At: now}
	}
	return ids, audit.RecordAll(ctx, tx, trail)
}

// admitted locks the people of the lines and gives the places of those whose person is
// a root of the actor's desks, with room for the ids.
func admitted(ctx context.Context, tx bun.IDB, actor auth.Actor, lines []Line) (ids []int64, places []int, err error) {
	who := make([]int64, len(lines))
	for i, l := range lines {
		who[i] = l.PersonID
	}
	var known []int64
	err = scoped(tx.NewSelect().Model((*Person)(nil)).Column("p.id").Where("p.id = ANY(?) AND p.root_id IS NULL", pgdialect.Array(who)), actor).
		Order("p.id").For("UPDATE OF p").Scan(ctx, &known)
	for i, l := range lines {
		if _, ok := slices.BinarySearch(known, l.PersonID); ok {
			places = append(places, i)
		}
	}
	return make([]int64, len(lines)), places, fault.Wrap(db.Translate(err), "lock people to write about")
}

// Standing gives what stands in the files of some roots under a kind, Past included,
// merged records included: Line.Same by root.
func Standing(ctx context.Context, idb bun.IDB, kindName string, roots []int64) (map[int64][]string, error) {
	sql := `SELECT COALESCE(p.root_id, p.id) AS root, e.data FROM person_entries AS e JOIN people AS p ON p.id = e.person_id
		WHERE e.kind = ?0 AND e.removed_at IS NULL AND (p.id = ANY(?1) OR p.root_id = ANY(?1))`
	if kindName == Past {
		sql = `SELECT COALESCE(p.root_id, p.id) AS root, jsonb_strip_nulls(jsonb_build_object(
				'day', e.day, 'type', e.type, 'text', NULLIF(e.text, ''), 'operator', NULLIF(e.operator, ''))) AS data
			FROM person_past AS e JOIN people AS p ON p.id = e.person_id WHERE p.id = ANY(?1) OR p.root_id = ANY(?1)`
	}
	var rows []struct {
		Root int64
		Data map[string]string `bun:"type:jsonb"`
	}
	err := idb.NewRaw(sql, kindName, pgdialect.Array(roots)).Scan(ctx, &rows)
	all := map[int64][]string{}
	for _, r := range rows {
		all[r.Root] = append(all[r.Root], Line{Data: r.Data}.Same())
	}
	return all, fault.Wrap(db.Translate(err), "list what stands in files")
}

// EraseLines deletes entries, or what is Past, that were written by mistake: the undo of
// an import. What was changed or removed since stays; it gives the ids that are gone.
func EraseLines(ctx context.Context, tx bun.Tx, actor auth.Actor, kindName string, ids []int64, now time.Time) (gone []int64, err error) {
	sql := `DELETE FROM person_entries WHERE id = ANY(?0) AND kind = ?1 AND removed_at IS NULL RETURNING id, person_id`
	if kindName == Past {
		sql = `DELETE FROM person_past WHERE id = ANY(?0) RETURNING id, person_id`
	}
	var rows []struct{ ID, PersonID int64 }
	if err := tx.NewRaw(sql, pgdialect.Array(ids), kindName).Scan(ctx, &rows); err != nil {
		return nil, fault.Wrap(db.Translate(err), "erase lines")
	}
	trail := make([]audit.Entry, len(rows))
	for i, r := range rows {
		gone = append(gone, r.ID)
		trail[i] = audit.Entry{Actor: actor.Ref(), Action: "people.erase_" + kindName, Subject: "person", SubjectID: r.PersonID,
			Data: map[string]any{"entry": r.ID}, At: now}
	}
	return gone, audit.RecordAll(ctx, tx, trail)
}
