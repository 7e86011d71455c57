package cases

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// SignProof is what the digits sent for a signature prove, about the request.
const SignProof = "area.sign"

// ToSign is a version that waits for the person's own signature. Case has its desk.
type ToSign struct {
	ID        int64
	ExpiresAt time.Time
	Case      *Case
	Document  *Document
}

// toSign are the requests that wait for the person the actor is.
const toSign = `SELECT s.id, s.expires_at, d.case_id, d.kind, d.version FROM signature_requests AS s
	JOIN case_documents AS d ON d.id = s.document_id JOIN cases AS c ON c.id = d.case_id
	WHERE s.withdrawn_at IS NULL AND s.answered_at IS NULL AND s.expires_at > ? AND d.state = ANY(?) AND c.closed_at IS NULL
	AND c.person_id IN ` + people.OwnRecords

type toSignRow struct {
	ID        int64
	ExpiresAt time.Time
	CaseID    int64
	Kind      string
	Version   int
}

// OwnToSign lists what waits for the person's own signature, the first asked first.
func OwnToSign(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) ([]ToSign, error) {
	var rows []toSignRow
	err := idb.NewRaw(toSign+" ORDER BY s.id", now, pgdialect.Array(Signable()), actor.PersonID).Scan(ctx, &rows)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list what is to be signed")
	}
	all := []ToSign{}
	for _, r := range rows {
		x, err := r.load(ctx, idb, actor)
		if err != nil {
			return nil, err
		}
		all = append(all, *x)
	}
	return all, nil
}

// OwnRequest gives one of OwnToSign; NotFound for any other id, and once it was answered,
// taken back, or is over.
func OwnRequest(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) (*ToSign, error) {
	var row toSignRow
	err := idb.NewRaw(toSign+" AND s.id = ?", now, pgdialect.Array(Signable()), actor.PersonID, id).Scan(ctx, &row)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find what is to be signed")
	}
	return row.load(ctx, idb, actor)
}

func (r toSignRow) load(ctx context.Context, idb bun.IDB, actor auth.Actor) (*ToSign, error) {
	x := &ToSign{ID: r.ID, ExpiresAt: r.ExpiresAt}
	var err error
	if x.Case, err = OwnCase(ctx, idb, actor, r.CaseID); err != nil {
		return nil, err
	}
	x.Document, err = versionOf(ctx, idb, Ref{CaseID: r.CaseID, Kind: r.Kind, Version: r.Version})
	return x, err
}

// OwnSignature is what a person answers a request with: the text they read, as its
// Revision and Digest, and the digits sent for it.
type OwnSignature struct {
	Revision   int
	Digest     []byte
	Word, Code string
}

// SignOwn signs a version with a code. Wrong digits are Invalid on "code"; a text that
// changed since it was read is Conflict "cases.error.document_changed" and asks for other
// digits; what no longer waits is NotFound. It counts tries on idb: give it a connection.
func SignOwn(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64, in OwnSignature, now time.Time) error {
	if _, err := OwnRequest(ctx, idb, actor, id, now); err != nil {
		return err
	}
	proof, err := signer.TryProof(ctx, idb, auth.Proof{Purpose: SignProof, SubjectID: id}, in.Word, in.Code, now)
	if err != nil {
		return err
	}
	me, err := people.Own(ctx, idb, actor)
	if err != nil {
		return err
	}
	d := Decision{Revision: in.Revision, Digest: in.Digest, To: Signed, How: Code, Signer: me.Name()}
	return answer(ctx, idb, actor, id, d, now, func(ctx context.Context, tx bun.Tx) error {
		return auth.SpendProof(ctx, tx, proof.ID, now)
	})
}

// RefuseOwn records that the person does not sign a version, and why. Invalid names
// reason; the rest is as for SignOwn.
func RefuseOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, revision int, reason string, now time.Time) error {
	d := Decision{Revision: revision, To: Refused, Reason: strings.Join(strings.Fields(reason), " ")}
	return answer(ctx, idb, actor, id, d, now, func(context.Context, bun.Tx) error { return nil })
}

// answer decides the version by the one road of every decision and ends the request.
func answer(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, in Decision, now time.Time, also func(context.Context, bun.Tx) error) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := OwnRequest(ctx, tx, actor, id, now)
		if err != nil {
			return err
		}
		c := new(Case)
		if err := ownCases(tx.NewSelect().Model(c).Where("c.id = ?", x.Case.ID), actor).For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock one's own case")
		}
		if x, err = OwnRequest(ctx, tx, actor, id, now); err != nil { // answered while this waited
			return err
		}
		if in.On, err = desks.Today(ctx, tx, c.DeskID, now); err != nil {
			return err
		}
		if err := also(ctx, tx); err != nil {
			return err
		}
		in.Version = x.Document.Version
		if err := in.decide(ctx, tx, actor, c, x.Document.Kind, now); err != nil {
			return err
		}
		res, err := tx.NewRaw("UPDATE signature_requests SET answered_at = ?, answer = ? WHERE id = ? AND withdrawn_at IS NULL AND answered_at IS NULL",
			now, in.To, id).Exec(ctx)
		return fault.Wrap(db.One(res, err), "answer a request to sign")
	})
}
