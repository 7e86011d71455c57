package cases

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// askedFor is how long a person has to sign.
const askedFor = 14 * 24 * time.Hour

// SignRequest asks the person of a case to sign a version from afar.
type SignRequest struct {
	bun.BaseModel `bun:"table:signature_requests,alias:s"`

	ID          int64 `bun:",pk,autoincrement"`
	DocumentID  int64
	AskedAt     time.Time
	AskedBy     string
	ExpiresAt   time.Time
	WithdrawnAt *time.Time
	WithdrawnBy string
	AnsweredAt  *time.Time
	// Answer is Signed or Refused, "" before.
	Answer string
}

// What became of a request; Signed and Refused are answers.
const (
	Waiting   = "waiting"
	Expired   = "expired"
	Withdrawn = "withdrawn"
)

// State says what became of the request.
func (s *SignRequest) State(now time.Time) string {
	switch {
	case s.Answer != "":
		return s.Answer
	case s.WithdrawnAt != nil:
		return Withdrawn
	case !now.Before(s.ExpiresAt):
		return Expired
	}
	return Waiting
}

// Signable are the states of a version that may still be signed.
func Signable() []string { return []string{Draft, Refused, Unsigned} }

// AskSignature sends a version of an open case of the actor's desks to its person, who
// has 14 days. Sent already is quiet; one that is not complete is Conflict
// "cases.error.document_lacks", one that cannot be signed any more
// "cases.error.document_step"; a person whom no code reaches "cases.error.unreachable".
func AskSignature(ctx context.Context, idb bun.IDB, actor auth.Actor, ref Ref, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, ref.CaseID)
		if err != nil {
			return err
		}
		d, err := versionOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		switch {
		case !slices.Contains(Signable(), d.State):
			return fault.New(fault.Conflict, "cases.error.document_step")
		case len(d.Lacks()) > 0:
			return fault.New(fault.Conflict, "cases.error.document_lacks")
		}
		w, err := people.OwnWay(ctx, tx, c.PersonID, now)
		if fault.Is(err, fault.NotFound) || err == nil && w.Channel == people.OnPaper {
			return fault.New(fault.Conflict, "cases.error.unreachable")
		}
		if err != nil {
			return err
		}
		s, err := latestRequest(ctx, tx, d.ID)
		if err != nil || s != nil && s.State(now) == Waiting {
			return err
		}
		if s != nil && s.State(now) == Expired {
			if err := s.end(ctx, tx, actor, now); err != nil {
				return err
			}
		}
		return ask(ctx, tx, actor, c, d, w, now)
	})
}

func ask(ctx context.Context, tx bun.IDB, actor auth.Actor, c *Case, d *Document, w *people.Access, now time.Time) error {
	s := &SignRequest{DocumentID: d.ID, AskedAt: now, AskedBy: actor.Ref(), ExpiresAt: now.Add(askedFor)}
	if _, err := tx.NewInsert().Model(s).ExcludeColumn("withdrawn_at", "answered_at").Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "ask for a signature")
	}
	if err := w.Tell(ctx, tx, kindSign, "signature_request", s.ID, now); err != nil {
		return err
	}
	return Record(ctx, tx, actor, c, d.Kind+"_ask", map[string]any{"version": d.Version, "request": s.ID}, now)
}

func versionOf(ctx context.Context, tx bun.IDB, ref Ref) (*Document, error) {
	all, err := versions(ctx, tx, ref.CaseID, ref.Kind)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(d Document) bool { return d.Version == ref.Version })
	if i < 0 {
		return nil, fault.Missing()
	}
	return &all[i], nil
}

func latestRequest(ctx context.Context, idb bun.IDB, documentID int64) (*SignRequest, error) {
	s := new(SignRequest)
	err := idb.NewSelect().Model(s).Where("s.document_id = ?", documentID).Order("s.id DESC").Limit(1).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return s, fault.Wrap(err, "find a request to sign")
}

// end takes the request back.
func (s *SignRequest) end(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	res, err := tx.NewRaw("UPDATE signature_requests SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ? AND withdrawn_at IS NULL AND answered_at IS NULL",
		now, actor.Ref(), s.ID).Exec(ctx)
	return fault.Wrap(db.One(res, err), "take a request to sign back")
}

// TakeSignatureBack ends the request that waits for a version of a case of the actor's
// desks; none is quiet.
func TakeSignatureBack(ctx context.Context, idb bun.IDB, actor auth.Actor, ref Ref, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := Lock(ctx, tx, actor, ref.CaseID)
		if err != nil {
			return err
		}
		d, err := versionOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		s, err := latestRequest(ctx, tx, d.ID)
		if err != nil || s == nil || s.State(now) != Waiting {
			return err
		}
		if err := s.end(ctx, tx, actor, now); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, d.Kind+"_ask_back", map[string]any{"version": d.Version, "request": s.ID}, now)
	})
}

// RequestOf gives the latest request to sign a version of a case of the actor's desks, nil
// where it was never sent.
func RequestOf(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID, documentID int64) (*SignRequest, error) {
	if _, err := Find(ctx, idb, actor, caseID); err != nil {
		return nil, err
	}
	return latestRequest(ctx, idb, documentID)
}
