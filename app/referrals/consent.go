package referrals

import (
	"slices"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// ConsentVersion names the sentences a person agrees to ("referrals.consent." in every
// language): the day they last changed. A test holds them against ConsentSum, so that
// nobody changes them without a new version.
const (
	ConsentVersion = "2026-11-22"
	ConsentSum     = "0bae8ed35ea4f7e4"
)

// ConsentWays are how a person says yes: signing, aloud, or aloud through a mediator.
func ConsentWays() []string { return []string{"written", "spoken", "mediator"} }

// Consent is how and when a person said yes, in which language they read or heard the
// sentence.
type Consent struct {
	How  string
	On   desks.Date
	Lang string
}

// check notes in k what is wrong, under the fields how, on and lang.
func (x Consent) check(k *fault.Check, today desks.Date) {
	k.If(!slices.Contains(ConsentWays(), x.How), "how", "referrals.error.how")
	k.If(x.On.IsZero() || today.Before(x.On), "on", "referrals.error.on")
	k.If(!i18n.Supported(x.Lang), "lang", "cases.error.lang")
}
