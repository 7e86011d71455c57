package privacy

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/jobs"
	"approdo/app/people"
)

// Copy is everything the desks keep about a person, made as a file for them alone.
type Copy struct {
	bun.BaseModel `bun:"table:privacy_copies,alias:pc"`

	ID        int64 `bun:",pk,autoincrement"`
	PersonID  int64
	Lang      string
	AskedAt   time.Time
	ReadyAt   *time.Time
	ExpiresAt *time.Time
	// TakenAt is when it was fetched first, GoneAt when the file was deleted.
	TakenAt *time.Time
	GoneAt  *time.Time
}

// Live reports whether the copy can be fetched now.
func (c *Copy) Live(now time.Time) bool {
	return c.ReadyAt != nil && c.GoneAt == nil && now.Before(*c.ExpiresAt)
}

const (
	copyOwner   = "copy"         // of the stored file
	copySubject = "privacy_copy" // how messages call one

	// CopyDays is how long a copy can be fetched.
	CopyDays = 7
	// copyAgain is how long one waits before asking for the next copy.
	copyAgain = 24 * time.Hour
)

// CopyAgain is when the next copy may be asked for.
func (c *Copy) CopyAgain() time.Time { return c.AskedAt.Add(copyAgain) }

// AskCopy asks for a copy of everything the desks keep about the citizen; a job makes it.
// One that is being made is quiet; one asked for less than a day ago is Conflict
// "area.data.copy.daily".
func AskCopy(ctx context.Context, idb bun.IDB, actor auth.Actor, lang string, now time.Time) error {
	if actor.PersonID == 0 {
		return fault.Missing()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		root, forgotten, err := lockRoot(ctx, tx, actor.PersonID)
		if err != nil || forgotten {
			return orMissing(err)
		}
		last, err := OwnCopy(ctx, tx, actor)
		if err != nil {
			return err
		}
		if last != nil && now.Before(last.CopyAgain()) {
			if last.ReadyAt == nil {
				return nil
			}
			return fault.New(fault.Conflict, "area.data.copy.daily")
		}
		c := &Copy{PersonID: root, Lang: lang, AskedAt: now}
		if _, err := tx.NewInsert().Model(c).Column("person_id", "lang", "asked_at").Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "ask for a copy")
		}
		err = audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.copy_ask", Subject: "person", SubjectID: root, Data: map[string]any{"copy": c.ID}, At: now})
		if err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: CopyKind, Payload: copyOrder{c.ID}})
	})
}

// OwnCopy gives the copy the citizen asked for last, nil for none.
func OwnCopy(ctx context.Context, idb bun.IDB, actor auth.Actor) (*Copy, error) {
	c := new(Copy)
	err := idb.NewSelect().Model(c).Where("pc.person_id IN "+people.OwnRecords, actor.PersonID).Order("pc.id DESC").Limit(1).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return c, fault.Wrap(err, "find one's own copy")
}

func findCopy(ctx context.Context, idb bun.IDB, id int64) (*Copy, error) {
	c := new(Copy)
	err := idb.NewSelect().Model(c).Where("pc.id = ?", id).Scan(ctx)
	return c, fault.Wrap(db.Translate(err), "find a copy")
}

// TakeCopy gives the file of the citizen's own copy and notes that it was fetched; any
// other id, and one that is over, is NotFound.
func TakeCopy(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) (f *files.File, err error) {
	if actor.PersonID == 0 {
		return nil, fault.Missing()
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c := new(Copy)
		err := tx.NewSelect().Model(c).Where("pc.id = ? AND pc.person_id IN "+people.OwnRecords, id, actor.PersonID).For("UPDATE OF pc").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find one's own copy")
		}
		if !c.Live(now) {
			return fault.Missing()
		}
		all, err := files.List(ctx, tx, copyOwner, c.ID)
		if err != nil || len(all) == 0 {
			return orMissing(err)
		}
		f = &all[len(all)-1]
		if _, err := tx.NewUpdate().Model(c).Set("taken_at = COALESCE(taken_at, ?)", now).WherePK().Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "note that a copy was fetched")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.copy_take", Subject: "person", SubjectID: c.PersonID, Data: map[string]any{"copy": c.ID}, At: now})
	})
	return f, err
}
