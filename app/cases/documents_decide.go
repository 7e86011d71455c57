package cases

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Decision records what happened to a version: To is Signed with the name of who
// signed, or Refused or Unsigned with the reason. Revision is the one printed or read.
type Decision struct {
	Version, Revision  int
	To, Signer, Reason string
	On                 desks.Date
	// How it was signed, one of Ways; "" is Paper.
	How string
	// Digest is Document.Digest of the text that was read, needed unless signed on Paper.
	Digest []byte
}

// DecideDocument records the signature of a version, or that it is missing. A signature
// supersedes the versions before it; a missing one leaves the signed version in force.
// Recorded already is quiet, but of two who sign on a screen the second gets Conflict
// "cases.error.document_signed"; a draft changed since is Conflict
// "cases.error.document_changed", one not complete "cases.error.document_lacks", a step
// the workflow has not "cases.error.document_step". Invalid names on, signer and reason.
func DecideDocument(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, kind string, in Decision, now time.Time) error {
	in.Signer, in.Reason = strings.Join(strings.Fields(in.Signer), " "), strings.Join(strings.Fields(in.Reason), " ")
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		return in.decide(ctx, tx, actor, c, kind, now)
	})
}

// decide is the one road of every decision, in the transaction that locked the case.
func (in Decision) decide(ctx context.Context, tx bun.IDB, actor auth.Actor, c *Case, kind string, now time.Time) error {
	if in.To == Signed && in.How == "" {
		in.How = Paper
	}
	today, err := desks.Today(ctx, tx, c.DeskID, now)
	if err != nil {
		return err
	}
	if err := in.check(today); err != nil {
		return err
	}
	all, err := versions(ctx, tx, c.ID, kind)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d Document) bool { return d.Version == in.Version })
	if i < 0 {
		return fault.Missing()
	}
	d := &all[i]
	if d.State == in.To && (in.To != Signed || in.How == Paper && d.SignedHow == Paper) {
		return nil
	}
	if err := in.refused(d); err != nil {
		return err
	}
	if err := in.write(ctx, tx, actor, d, now); err != nil {
		return err
	}
	facts := map[string]any{"version": d.Version, "on": in.On.String()}
	if in.To == Signed {
		facts["how"] = in.How
	}
	return Record(ctx, tx, actor, c, kind+"_"+in.To, facts, now)
}

func (in Decision) check(today desks.Date) error {
	var k fault.Check
	k.If(in.On.IsZero(), "on", "cases.error.date")
	k.If(in.On.After(today), "on", "cases.error.future")
	if in.To == Signed {
		k.If(in.Signer == "", "signer", "cases.error.signer")
		k.If(utf8.RuneCountInString(in.Signer) > MaxName, "signer", "cases.error.long", "Max", MaxName)
		k.If(!slices.Contains(Ways(), in.How), "how", "cases.error.signed_how")
	} else {
		k.If(in.Reason == "", "reason", "cases.error.reason")
		k.If(utf8.RuneCountInString(in.Reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	}
	k.If(!plain(in.Signer) || !plain(in.Reason), "reason", "cases.error.characters")
	return k.Err()
}

func (in Decision) refused(d *Document) error {
	switch {
	case in.To == Signed && d.State == Signed:
		return fault.New(fault.Conflict, "cases.error.document_signed")
	case in.To == Superseded || !d.May(in.To):
		return fault.New(fault.Conflict, "cases.error.document_step")
	case d.Revision != in.Revision, in.To == Signed && in.How != Paper && !bytes.Equal(in.Digest, d.Digest()):
		return fault.New(fault.Conflict, "cases.error.document_changed")
	case len(d.Lacks()) > 0:
		return fault.New(fault.Conflict, "cases.error.document_lacks")
	}
	return nil
}

// write supersedes what the decision takes the place of, then decides the version.
func (in Decision) write(ctx context.Context, tx bun.IDB, actor auth.Actor, d *Document, now time.Time) error {
	replaced := []string{Refused, Unsigned}
	if in.To == Signed {
		replaced = append(replaced, Signed)
	}
	_, err := tx.NewUpdate().Table("case_documents").Set("state = ?", Superseded).
		Where("case_id = ? AND kind = ? AND version < ? AND state = ANY(?)", d.CaseID, d.Kind, d.Version, pgdialect.Array(replaced)).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "supersede versions")
	}
	d.State, d.DecidedOn, d.DecidedAt, d.DecidedBy = in.To, in.On, &now, actor.Ref()
	d.Signer, d.Reason, d.SignedHow, d.SignedDigest = in.Signer, "", in.How, in.Digest
	if in.To != Signed {
		d.Signer, d.Reason, d.SignedHow = "", in.Reason, ""
	}
	if in.To != Signed || in.How == Paper {
		d.SignedDigest = nil
	}
	res, err := tx.NewUpdate().Model(d).
		Column("state", "decided_on", "decided_at", "decided_by", "signer", "reason", "signed_how", "signed_digest").WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "decide a version")
}
