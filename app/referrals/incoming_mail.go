package referrals

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
)

// incomingMail is the kind of the message to a body.
const incomingMail = "referrals.incoming"

// IncomingMail is what views/mail/referrals_incoming shows: no name and nothing that was
// written, only which form and what to do.
type IncomingMail struct {
	// WhatKey is the sentence of what happened, Number the form's.
	WhatKey, Number string
	// More is the sentence about where to read it.
	More string
}

// tell queues the mail to the account that sent the form, in the transaction of the
// step. A shut account is told nothing.
func (x *Incoming) tell(ctx context.Context, tx bun.IDB, s *IncomingStep, now time.Time) error {
	user, err := auth.FindUser(ctx, tx, auth.Program("referrals"), x.UserID)
	if err != nil || !user.Enabled() {
		return err
	}
	return mail.Queue(ctx, tx, mail.Message{Kind: incomingMail, Subject: "incoming_step", SubjectID: s.ID, To: user.Email, Lang: user.Lang}, now)
}

// IncomingComposers are the mails to bodies, by kind.
func IncomingComposers() map[string]mail.Composer {
	return map[string]mail.Composer{incomingMail: composeIncoming}
}

func composeIncoming(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	s := new(IncomingStep)
	if err := idb.NewSelect().Model(s).Where("s.id = ?", m.SubjectID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find the step a mail is about")
	}
	n := strconv.FormatInt(s.IncomingID, 10)
	return &mail.Content{Lang: m.Lang, SubjectKey: "incoming.mail.subject", SubjectArgs: []any{"Number", n}, ReasonKey: "incoming.mail.reason",
		Button: &mail.Button{Key: "incoming.mail.button", URL: "/enti/invii/" + n},
		Data:   IncomingMail{WhatKey: "incoming.mail.what." + s.State, Number: n, More: "incoming.mail.more"}}, nil
}
