package main

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/config"
	"approdo/app/mail"
	"approdo/app/mail/sms"
	"approdo/app/pages"
	"approdo/app/people"
)

// letterhead is the institution as mails show it.
func letterhead(ctx context.Context, idb bun.IDB, lang string) (mail.Identity, error) {
	x, err := pages.Find(ctx, idb)
	if err != nil {
		return mail.Identity{}, err
	}
	return mail.Identity{Name: x.Name, Contact: strings.Join([]string{x.Address, x.Phone}, " · "), ReplyTo: x.Email}, nil
}

// personal are the options of what is written to people about their own area.
func personal(c config.Config, letters appointments.MailOptions) people.LetterOptions {
	return people.LetterOptions{Signer: letters.Signer, BaseURL: letters.BaseURL, Catalog: letters.Catalog, Now: c.Now}
}

// smsGateway is nil where no short messages are sent.
func smsGateway(c config.Config) (*sms.Gateway, error) {
	if c.SMSURL == "" {
		return nil, nil
	}
	return sms.Parse(c.SMSURL, c.SMSToken)
}
