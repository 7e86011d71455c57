package privacy

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Record is what the law asks to keep of somebody forgotten.
type Record struct {
	bun.BaseModel `bun:"table:kept_records,alias:k"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	Sealed   []byte
	// Until is the day on which it goes.
	Until  desks.Date
	KeptAt time.Time
	KeptBy string
}

// Records lists what is kept, what goes first on top, at most limit of them after the id
// and day of the last one seen.
func Records(ctx context.Context, idb bun.IDB, after Record, limit int64) ([]Record, error) {
	all := []Record{}
	q := idb.NewSelect().Model(&all).ExcludeColumn("sealed").Order("k.until", "k.id").Limit(limit)
	if after.ID != 0 {
		q = q.Where("(k.until, k.id) > (?, ?)", after.Until, after.ID)
	}
	return all, fault.Wrap(db.Translate(q.Scan(ctx)), "list what is kept")
}

// OpenRecord gives what a record holds; who opened it stands in the audit trail. NotFound
// for one that is gone.
func OpenRecord(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64, now time.Time) (*Record, []Part, error) {
	r, content := new(Record), []Part{}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := tx.NewSelect().Model(r).Where("k.id = ?", id).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find what is kept")
		}
		raw, err := signer.Decrypt(recordSeal(r.PersonID), r.Sealed)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(raw, &content); err != nil {
			return fault.Wrap(err, "read what is kept")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.record_open", Subject: "person", SubjectID: r.PersonID, Data: map[string]any{"record": r.ID}, At: now})
	})
	return r, content, err
}

// DropRecords deletes what was kept until before today, and tells how many there were.
func DropRecords(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) (n int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewDelete().Model((*Record)(nil)).Where("until < ?", desks.InItaly(now)).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "drop what is no longer kept")
		}
		if n, err = res.RowsAffected(); err != nil || n == 0 {
			return fault.Wrap(err, "drop what is no longer kept")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.drop", Data: map[string]any{"records": n}, At: now})
	})
	return n, err
}
