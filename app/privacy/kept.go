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
	"approdo/app/files"
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

// keptOwner owns the stored papers of a Record.
const keptOwner = "kept_record"

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

// OpenRecord gives what a record holds, and the signed papers with it; who opened it stands
// in the audit trail. NotFound for one that is gone.
func OpenRecord(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64, now time.Time) (r *Record, content []Part, papers []files.File, err error) {
	r = new(Record)
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
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
		if papers, err = files.List(ctx, tx, keptOwner, r.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.record_open", Subject: "person", SubjectID: r.PersonID, Data: map[string]any{"record": r.ID}, At: now})
	})
	return r, content, papers, err
}

// OpenPaper gives a signed paper of a record; who opened it stands in the audit trail.
// NotFound for one of another record, or gone.
func OpenPaper(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, file string, now time.Time) (f *files.File, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r := new(Record)
		if err := tx.NewSelect().Model(r).ExcludeColumn("sealed").Where("k.id = ?", id).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find what is kept")
		}
		if f, err = files.Find(ctx, tx, file); err != nil {
			return err
		}
		if f.Owner != keptOwner || f.OwnerID != r.ID {
			return fault.Missing()
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.record_open", Subject: "person", SubjectID: r.PersonID, Data: map[string]any{"record": r.ID, "file": f.ID}, At: now})
	})
	return f, err
}

// DropRecords deletes what was kept until before today, signed papers too, and tells how
// many records there were.
func DropRecords(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) (n int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var gone []int64
		if err := tx.NewRaw("DELETE FROM kept_records WHERE until < ? RETURNING id", desks.InItaly(now)).Scan(ctx, &gone); err != nil {
			return fault.Wrap(db.Translate(err), "drop what is no longer kept")
		}
		for _, id := range gone {
			papers, err := files.List(ctx, tx, keptOwner, id)
			if err != nil {
				return err
			}
			for i := range papers {
				if err := files.Delete(ctx, tx, papers[i].ID, actor.Ref(), now); err != nil {
					return err
				}
			}
		}
		if n = int64(len(gone)); n == 0 {
			return nil
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.drop", Data: map[string]any{"records": n}, At: now})
	})
	return n, err
}
