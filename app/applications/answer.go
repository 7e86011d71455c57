package applications

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// Answers are what an employer may say of a CV that went to them, in the order shown.
func Answers() []string { return []string{Interview, Hired, Pool, NotHired} }

// Reply is what an employer says. To is one of Answers, Reason one of Reasons where it is
// NotHired; Note says when and where, or more.
type Reply struct {
	JobID            int64
	To, Reason, Note string
}

// ByShare gives the applications for which the CV of a link went, the newest first.
func ByShare(ctx context.Context, idb bun.IDB, shareID int64) ([]Application, error) {
	all := []Application{}
	err := idb.NewSelect().Model(&all).Where("ap.share_id = ?", shareID).Order("ap.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list the jobs a CV went for")
}

// Answerable reports whether the employer may still say something of it: it is open, or
// it was they who ended it.
func (a *Application) Answerable() bool {
	return slices.ContainsFunc(Answers(), a.May)
}

// Answer writes what the employer of a link says, who opened it with the code, and tells
// the person that there is news. false says that the code is still owed; a link that opens
// nothing is NotFound. The same answer again is quiet; one that comes too late, because
// the person gave up or works by now, is Conflict "applications.error.late". Invalid names
// job, answer, reason and note.
func Answer(ctx context.Context, idb bun.IDB, s auth.Signer, token, opened string, x Reply, now time.Time) (said bool, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		share, err := cvs.Reader(ctx, tx, s, token, opened, now)
		if err != nil || share == nil {
			return err
		}
		said = true
		a := new(Application)
		err = tx.NewSelect().Model(a).Where("ap.id = ? AND ap.share_id = ?", x.JobID, share.ID).For("UPDATE").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find the job of an answer")
		}
		if err := x.check(); err != nil {
			return err
		}
		m := Moved{From: a.State, To: x.To, Facts: Facts{Reason: x.Reason}, Note: x.Note}
		moved, err := a.advance(ctx, tx, writer{TheEmployer, share.Ref()}, m, now)
		if fault.Is(err, fault.Conflict) {
			return fault.New(fault.Conflict, "applications.error.late")
		}
		if err != nil || !moved {
			return err
		}
		return a.tellPerson(ctx, tx, now)
	})
	return said, err
}

// check names what is wrong by the fields of the employer's one form.
func (x *Reply) check() error {
	x.Note = paragraph(x.Note)
	var k fault.Check
	k.If(!slices.Contains(Answers(), x.To), "answer", "applications.error.answer")
	k.If(x.To == NotHired && !slices.Contains(Reasons(), x.Reason), "reason", "applications.error.reason")
	k.If(x.To == NotHired && x.Reason == Other && x.Note == "", "note", "applications.error.why")
	text(&k, "note", x.Note, MaxText)
	return k.Err()
}

// newsKind is the message that something happened; it says no more than that.
const newsKind = "applications.news"

// newsSubject names an application in the ledger of messages.
const newsSubject = "application"

// tellPerson writes to the person on the way they have, where they have one that a
// message takes. It says that there is news, not which.
func (a *Application) tellPerson(ctx context.Context, tx bun.Tx, now time.Time) error {
	w, err := people.OwnWay(ctx, tx, a.PersonID, now)
	if fault.Is(err, fault.NotFound) || err == nil && w.Channel != people.ByMail {
		return nil
	}
	if err != nil {
		return err
	}
	return mail.Queue(ctx, tx, mail.Message{Kind: newsKind, Subject: newsSubject, SubjectID: a.ID, Version: a.Version, To: w.Recipient, Lang: w.Lang}, now)
}
