package cases

import (
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

// Decision records what happened to a version on paper: To is Signed with the name of
// who signed, or Refused or Unsigned with the reason. Revision is the one printed.
type Decision struct {
	Version, Revision  int
	To, Signer, Reason string
	On                 desks.Date
}

// DecideDocument records the signature of a version, or that it is missing. A signature
// supersedes the versions before it; a missing one leaves the signed version in force.
// Recorded already is quiet; a draft changed since is Conflict
// "cases.error.document_changed", one not complete "cases.error.document_lacks", a step
// the workflow has not "cases.error.document_step". Invalid names on, signer and reason.
func DecideDocument(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, kind string, in Decision, now time.Time) error {
	in.Signer, in.Reason = strings.Join(strings.Fields(in.Signer), " "), strings.Join(strings.Fields(in.Reason), " ")
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		today, err := desks.Today(ctx, tx, c.DeskID, now)
		if err != nil {
			return err
		}
		if err := in.check(today); err != nil {
			return err
		}
		all, err := versions(ctx, tx, caseID, kind)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(d Document) bool { return d.Version == in.Version })
		if i < 0 {
			return fault.Missing()
		}
		d := &all[i]
		if d.State == in.To {
			return nil
		}
		if err := in.refused(d); err != nil {
			return err
		}
		if err := in.write(ctx, tx, actor, d, now); err != nil {
			return err
		}
		return Record(ctx, tx, actor, c, kind+"_"+in.To, map[string]any{"version": d.Version, "on": in.On.String()}, now)
	})
}

func (in Decision) check(today desks.Date) error {
	var k fault.Check
	k.If(in.On.IsZero(), "on", "cases.error.date")
	k.If(in.On.After(today), "on", "cases.error.future")
	if in.To == Signed {
		k.If(in.Signer == "", "signer", "cases.error.signer")
		k.If(utf8.RuneCountInString(in.Signer) > MaxName, "signer", "cases.error.long", "Max", MaxName)
	} else {
		k.If(in.Reason == "", "reason", "cases.error.reason")
		k.If(utf8.RuneCountInString(in.Reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	}
	k.If(!plain(in.Signer) || !plain(in.Reason), "reason", "cases.error.characters")
	return k.Err()
}

func (in Decision) refused(d *Document) error {
	switch {
	case in.To == Superseded || !d.May(in.To):
		return fault.New(fault.Conflict, "cases.error.document_step")
	case d.Revision != in.Revision:
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
	d.Signer, d.Reason = in.Signer, in.Reason
	if in.To == Signed {
		d.Reason = ""
	} else {
		d.Signer = ""
	}
	res, err := tx.NewUpdate().Model(d).Column("state", "decided_on", "decided_at", "decided_by", "signer", "reason").WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "decide a version")
}
