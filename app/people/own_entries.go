package people

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// What a person writes into their own file: each function is scoped by the citizen who
// proved to be that person.

// OwnEntries gives what stands in the citizen's own file, in the order of Entries.
func OwnEntries(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Entry, error) {
	return entriesOf(ctx, idb, actor.PersonID)
}

// entriesOf gives the lines of all records of a person.
func entriesOf(ctx context.Context, idb bun.IDB, personID int64) ([]Entry, error) {
	all := []Entry{}
	err := idb.NewSelect().Model(&all).Where("e.removed_at IS NULL AND e.person_id IN "+OwnRecords, personID).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list entries of a file")
	}
	order := map[string]int{}
	for i, k := range Kinds() {
		order[k.Name] = i
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		if d := order[a.Kind] - order[b.Kind]; d != 0 {
			return d
		}
		return kind(a.Kind).newer(a, b)
	})
	return all, nil
}

// AddOwnEntry writes a line into the citizen's own file and gives its id. Invalid names
// the fields; an unknown kind is NotFound.
func AddOwnEntry(ctx context.Context, idb bun.IDB, actor auth.Actor, kindName string, data map[string]string, now time.Time) (added int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		k, err := FindKind(kindName)
		if err != nil {
			return err
		}
		if data, err = k.Prepare(data, now); err != nil {
			return err
		}
		root, err := lockOwn(ctx, tx, actor)
		if err != nil {
			return err
		}
		added, err = writeEntry(ctx, tx, actor, &Entry{PersonID: root, Kind: k.Name, Data: data}, now)
		return err
	})
	return added, err
}

// ChangeOwnEntry is ChangeEntry for a line of the citizen's own file.
func ChangeOwnEntry(ctx context.Context, idb bun.IDB, actor auth.Actor, entryID int64, data map[string]string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, err := lockOwn(ctx, tx, actor)
		if err != nil {
			return err
		}
		e, err := lockEntryOf(ctx, tx, root, entryID)
		if err != nil {
			return err
		}
		k := kind(e.Kind)
		if data, err = k.Prepare(data, now); err != nil || maps.Equal(data, e.Data) {
			return err
		}
		next, err := writeEntry(ctx, tx, actor, &Entry{PersonID: root, Kind: k.Name, Data: data}, now)
		if err != nil {
			return err
		}
		return e.end(ctx, tx, actor, &next, now)
	})
}

// lockOwn keeps the citizen's own file until the transaction ends and gives its root.
func lockOwn(ctx context.Context, tx bun.IDB, actor auth.Actor) (root int64, err error) {
	err = tx.NewRaw(`SELECT id FROM people WHERE id = (SELECT COALESCE(root_id, id) FROM people WHERE id = ?) AND root_id IS NULL FOR UPDATE`,
		actor.PersonID).Scan(ctx, &root)
	return root, fault.Wrap(db.Translate(err), "lock one's own file")
}

// OwnContacts gives the citizen's own telephones and addresses.
func OwnContacts(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Contact, error) {
	p, err := Own(ctx, idb, actor)
	if err != nil {
		return nil, err
	}
	return contacts(ctx, idb, p.ID)
}
