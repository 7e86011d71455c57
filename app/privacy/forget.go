package privacy

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
	"approdo/app/personal"
)

// Office is what the changes of this package work with.
type Office struct {
	Signer auth.Signer
	Book   *consents.Book
	// SMS is true where the program can send short messages.
	SMS bool
}

// Forget takes a person, with the records merged into theirs, out of every table; their
// consents end first, so that who was given something is told. What
// the law asks to keep is sealed in a record for the given months after the last path was
// closed. NotFound for who is not known, or forgotten already; Conflict
// "privacy.forget.open" where a path is open.
func (o Office) Forget(ctx context.Context, idb bun.IDB, actor auth.Actor, rootID int64, months int, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		ids, err := people.Forgetting(ctx, tx, rootID)
		if err != nil {
			return err
		}
		closed, err := lastClosed(ctx, tx, ids)
		if err != nil {
			return err
		}
		if err := o.Book.WithdrawAll(ctx, tx, actor, rootID, consents.InArea, now); err != nil {
			return err
		}
		if err := keep(ctx, tx, o.Signer, actor, ids, closed, months, now); err != nil {
			return err
		}
		gone := map[string]any{}
		for _, t := range slices.Backward(Catalogue()) {
			n, err := forget(ctx, tx, &t, t.Whose, actor, now, pgdialect.Array(ids))
			if err != nil {
				return err
			}
			if before, _ := gone[string(t.Purpose)].(int64); before+n > 0 {
				gone[string(t.Purpose)] = before + n
			}
		}
		if err := people.Forgotten(ctx, tx, actor, ids, now); err != nil {
			return err
		}
		if err := endNotices(ctx, tx, ids, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.forget", Subject: "person", SubjectID: rootID, Data: gone, At: now})
	})
}

// lastClosed is when the last path ended, nil where there was none.
func lastClosed(ctx context.Context, tx bun.IDB, ids []int64) (*time.Time, error) {
	var x struct {
		Open   bool
		Closed *time.Time
	}
	err := tx.NewRaw("SELECT COALESCE(bool_or(closed_at IS NULL), false) AS open, max(closed_at) AS closed FROM cases WHERE person_id = ANY(?)", pgdialect.Array(ids)).Scan(ctx, &x)
	if err == nil && x.Open {
		return nil, fault.New(fault.Conflict, "privacy.forget.open")
	}
	return x.Closed, fault.Wrap(db.Translate(err), "look for open paths")
}

// keep seals what the law asks to keep: who it was, and the papers of the paths.
func keep(ctx context.Context, tx bun.IDB, signer auth.Signer, actor auth.Actor, ids []int64, closed *time.Time, months int, now time.Time) error {
	if closed == nil || months <= 0 || !now.Before(closed.AddDate(0, months, 0)) {
		return nil
	}
	tables := slices.DeleteFunc(Catalogue(), func(t personal.Table) bool { return !t.Keep && t.Name != "people" })
	content, err := parts(ctx, tx, tables, ids)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(content)
	if err != nil {
		return fault.Wrap(err, "write what is kept")
	}
	var record int64
	err = tx.NewRaw("INSERT INTO kept_records (person_id, sealed, until, kept_at, kept_by) VALUES (?, ?, ?, ?, ?) RETURNING id", ids[0],
		signer.Encrypt(recordSeal(ids[0]), raw), desks.DateOf(closed.AddDate(0, months, 0)), now, actor.Ref()).Scan(ctx, &record)
	if err != nil {
		return fault.Wrap(db.Translate(err), "seal what is kept")
	}
	return keepFiles(ctx, tx, tables, ids, record)
}

// keepFiles hands the stored papers of kept rows to their record, under names that tell
// nothing.
func keepFiles(ctx context.Context, tx bun.IDB, tables []personal.Table, ids []int64, record int64) error {
	for _, t := range tables {
		if t.Stored == "" {
			continue
		}
		var stored []string
		err := tx.NewRaw("SELECT f.id FROM "+t.Name+" AS t JOIN files AS f ON f.id = t."+t.Stored+" AND f.deleted_at IS NULL WHERE "+t.Whose+" ORDER BY f.created_at, f.id", pgdialect.Array(ids)).Scan(ctx, &stored)
		if err != nil {
			return fault.Wrap(db.Translate(err), "list the papers of "+t.Name)
		}
		for i, id := range stored {
			if err := files.Hand(ctx, tx, id, keptOwner, record, t.Name+"-"+strconv.Itoa(i+1)); err != nil {
				return err
			}
		}
	}
	return nil
}

func recordSeal(rootID int64) string { return "kept record " + strconv.FormatInt(rootID, 10) }

// forget does to the rows of a condition what their table says, stored files and messages
// about them included, and gives how many there were.
func forget(ctx context.Context, tx bun.IDB, t *personal.Table, where string, actor auth.Actor, now time.Time, args ...any) (int64, error) {
	if t.Subject != "" {
		_, err := tx.NewRaw("DELETE FROM messages AS m USING "+t.Name+" AS t WHERE m.subject_id = t.id AND m.subject = '"+t.Subject+"' AND "+where, args...).Exec(ctx)
		if err != nil {
			return 0, fault.Wrap(db.Translate(err), "forget messages about "+t.Name)
		}
	}
	if t.Stored != "" || t.Files != "" {
		if err := forgetFiles(ctx, tx, t, where, actor, now, args...); err != nil {
			return 0, err
		}
	}
	sql := "DELETE FROM " + t.Name + " AS t WHERE " + where
	if t.Forget != nil {
		var set []string
		for _, c := range t.Forgets() {
			set = append(set, c+" = "+t.Forget[c])
		}
		sql = "UPDATE " + t.Name + " AS t SET " + strings.Join(set, ", ") + " WHERE " + where + " AND " + t.Remembers()
	}
	res, err := tx.NewRaw(sql, args...).Exec(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "forget "+t.Name)
	}
	n, err := res.RowsAffected()
	return n, fault.Wrap(err, "forget "+t.Name)
}

func forgetFiles(ctx context.Context, tx bun.IDB, t *personal.Table, where string, actor auth.Actor, now time.Time, args ...any) error {
	on := "f.owner = '" + t.Files + "' AND f.owner_id = t.id"
	if t.Stored != "" {
		on = "f.id = t." + t.Stored + " AND f.owner <> '" + keptOwner + "'"
	}
	var ids []string
	err := tx.NewRaw("SELECT f.id FROM "+t.Name+" AS t JOIN files AS f ON "+on+" AND f.deleted_at IS NULL WHERE "+where, args...).Scan(ctx, &ids)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list the files of "+t.Name)
	}
	for _, id := range ids {
		if err := files.Delete(ctx, tx, id, actor.Ref(), now); err != nil {
			return err
		}
	}
	return nil
}
