package people

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Same is a condition for the WHERE of other nouns: column belongs to the person or
// to a record merged into them. Use it with the id of a root.
const Same = "(? = ?0 OR ? IN (SELECT id FROM people WHERE root_id = ?0))"

// Find gives a person of the actor's desks with contacts and desks; the id of a
// merged record gives its root. Any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Person, error) {
	p := new(Person)
	err := scoped(idb.NewSelect().Model(p).
		Where("p.id = (SELECT COALESCE(root_id, id) FROM people WHERE id = ?)", id), actor).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find person")
	}
	if p.Contacts, err = contacts(ctx, idb, p.ID); err != nil {
		return nil, err
	}
	err = idb.NewSelect().Table("person_desks").Column("desk_id").Where("person_id = ?", p.ID).Order("since", "desk_id").Scan(ctx, &p.DeskIDs)
	return p, fault.Wrap(db.Translate(err), "list a person's desks")
}

// scoped narrows to people known at the actor's desks and not forgotten.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	q = q.Where("p.forgotten_at IS NULL")
	if ids, all := actor.Desks(); !all {
		q = q.Where("EXISTS (SELECT FROM person_desks AS pd WHERE pd.person_id = p.id AND pd.desk_id = ANY(?))", pgdialect.Array(ids))
	}
	return q
}

func contacts(ctx context.Context, idb bun.IDB, id int64) ([]Contact, error) {
	all := []Contact{}
	err := idb.NewSelect().Table("person_contacts").Column("kind", "value", "note").
		Where("person_id = ?", id).Order("sort").Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list contacts")
}

// lock reads a root of the actor's desks and keeps it until the transaction ends.
func lock(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Person, error) {
	p := new(Person)
	err := scoped(tx.NewSelect().Model(p).Where("p.id = ? AND p.root_id IS NULL", id), actor).For("UPDATE OF p").Scan(ctx)
	return p, fault.Wrap(db.Translate(err), "lock person")
}

// Read is that somebody opened a file.
type Read struct {
	Actor  string
	Part   string
	At     time.Time
	Reason string
}

// Parts of a file that are opened apart.
const (
	PartFile    = "file"
	PartSpecial = "special"
	PartCV      = "cv"
)

// NoteRead keeps that the actor opened a part of the person's file; once an hour is
// enough for each actor and part.
func NoteRead(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, part string, now time.Time) error {
	_, err := idb.NewRaw(`INSERT INTO person_reads (person_id, actor, part, hour, at)
		VALUES (?, ?, ?, date_trunc('hour', ?::timestamptz), ?) ON CONFLICT DO NOTHING`,
		id, actor.Ref(), part, now, now).Exec(ctx)
	return fault.Wrap(db.Translate(err), "note who opened a file")
}

// PartNetwork is what was given out of the house, to a body of the network.
const PartNetwork = "network"

// NoteGiven keeps that the actor gave something of the person's file to a body outside;
// name is the body's.
func NoteGiven(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, name string, now time.Time) error {
	_, err := idb.NewRaw("INSERT INTO person_reads (person_id, actor, part, hour, at, reason) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		id, actor.Ref(), PartNetwork, now, now, name).Exec(ctx)
	return fault.Wrap(db.Translate(err), "note who was told about a person")
}

// Reads gives who opened the file of a root and of its merged records, latest first,
// at most 200.
func Reads(ctx context.Context, idb bun.IDB, id int64) ([]Read, error) {
	all := []Read{}
	err := idb.NewRaw(`SELECT actor, part, at, reason FROM person_reads
		WHERE person_id = ?0 OR person_id IN (SELECT id FROM people WHERE root_id = ?0)
		ORDER BY at DESC, id DESC LIMIT 200`, id).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list who opened a file")
}
