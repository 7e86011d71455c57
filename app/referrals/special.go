package referrals

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// SpecialKinds are what of special categories may be shared, each chosen by itself: the
// needs of the case, and the categories of people.SpecialKinds.
func SpecialKinds() []string { return append([]string{"needs"}, people.SpecialKinds()...) }

// SpecialShare is the sender's leave to read special categories.
type SpecialShare struct {
	bun.BaseModel `bun:"table:referral_special,alias:s"`

	ReferralID     int64    `bun:",pk"`
	Kinds          []string `bun:",array"`
	Sealed         []byte
	ConsentHow     string
	ConsentOn      desks.Date `bun:"type:date"`
	ConsentVersion string
	ConsentLang    string
	SharedAt       time.Time
	SharedBy       string
	StoppedAt      *time.Time
	StoppedBy      string

	// Reason is why, as the operator wrote it.
	Reason string `bun:"-"`
}

// Live reports whether it may still be read.
func (s *SpecialShare) Live() bool { return s.StoppedAt == nil }

// SpecialForm is what is typed to share special categories.
type SpecialForm struct {
	Kinds   []string
	Reason  string
	Consent Consent
}

func (f *SpecialForm) check(today desks.Date) error {
	f.Reason = strings.Join(strings.Fields(f.Reason), " ")
	var k fault.Check
	k.If(len(f.Kinds) == 0, "kinds", "referrals.error.kinds")
	k.If(f.Reason == "", "reason", "referrals.error.reason")
	k.If(utf8.RuneCountInString(f.Reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	k.If(!readable(f.Reason), "reason", "cases.error.characters")
	f.Consent.check(&k, today)
	for _, kind := range f.Kinds {
		if !slices.Contains(SpecialKinds(), kind) {
			return fault.Missing()
		}
	}
	return k.Err()
}

// Special is a shared piece of special categories, as it is today.
type Special struct {
	Share *SpecialShare
	Needs cases.Needs
	Notes []people.Special
}

func specialPurpose(id int64) string { return "referral special " + strconv.FormatInt(id, 10) }

func forbidden() error { return fault.New(fault.Forbidden, "error.403.title") }

// MayShareSpecial reports whether the state still lets the sender choose what of special
// categories the receiver reads: until somebody answered.
func (r *Referral) MayShareSpecial() bool {
	return slices.Contains([]string{Draft, Sent, Asked}, r.State)
}

// ShareSpecial lets the receiver of a referral the actor's desk sends read some special
// categories, with the consent of the person; it takes the place of what was shared
// before. Forbidden without people.special, Conflict "referrals.error.moved" once
// somebody answered. Invalid names the fields kinds, reason, how, on and lang.
func ShareSpecial(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64, f SpecialForm, now time.Time) error {
	if !actor.May(auth.PeopleSpecial) {
		return forbidden()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r, err := sending(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		today, err := desks.Today(ctx, tx, r.FromDeskID, now)
		if err != nil {
			return err
		}
		if err := f.check(today); err != nil {
			return err
		}
		if !r.MayShareSpecial() {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		s := &SpecialShare{ReferralID: id, Kinds: sorted(f.Kinds), Sealed: signer.Encrypt(specialPurpose(id), []byte(f.Reason)),
			ConsentHow: f.Consent.How, ConsentOn: f.Consent.On, ConsentVersion: ConsentVersion, ConsentLang: f.Consent.Lang, SharedAt: now, SharedBy: actor.Ref()}
		_, err = tx.NewInsert().Model(s).On("CONFLICT (referral_id) DO UPDATE").
			Set("kinds = EXCLUDED.kinds, sealed = EXCLUDED.sealed, consent_how = EXCLUDED.consent_how, consent_on = EXCLUDED.consent_on").
			Set("consent_version = EXCLUDED.consent_version, consent_lang = EXCLUDED.consent_lang").
			Set("shared_at = EXCLUDED.shared_at, shared_by = EXCLUDED.shared_by, stopped_at = NULL, stopped_by = ''").Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "share special data")
		}
		return r.record(ctx, tx, actor, "share_special", now)
	})
}

// sending locks a referral the actor's desks send; one they only received is NotFound.
func sending(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Referral, error) {
	r, err := lock(ctx, tx, actor, id)
	if err == nil && !r.Is(actor, Sender) {
		err = fault.Missing()
	}
	return r, err
}

// StopSpecial ends the leave, whatever the state: the person changed their mind. Ended
// already is quiet.
func StopSpecial(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	if !actor.May(auth.PeopleSpecial) {
		return forbidden()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r, err := sending(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		res, err := tx.NewRaw("UPDATE referral_special SET stopped_at = ?, stopped_by = ? WHERE referral_id = ? AND stopped_at IS NULL", now, actor.Ref(), id).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "stop sharing special data")
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.Wrap(err, "stop sharing special data")
		}
		return r.record(ctx, tx, actor, "stop_special", now)
	})
}

// FindSpecial gives the leave as the sender keeps it, nil where there is none. Forbidden
// without people.special; to the receiver, and for what was never shared to them, it is
// NotFound: see ReadSpecial.
func FindSpecial(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64) (*SpecialShare, error) {
	if !actor.May(auth.PeopleSpecial) {
		return nil, forbidden()
	}
	r, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	if !r.Is(actor, Sender) {
		return nil, fault.Missing()
	}
	s, err := specialOf(ctx, idb, signer, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return s, err
}

func specialOf(ctx context.Context, idb bun.IDB, signer auth.Signer, id int64) (*SpecialShare, error) {
	s := new(SpecialShare)
	if err := idb.NewSelect().Model(s).Where("s.referral_id = ?", id).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find shared special data")
	}
	reason, err := signer.Decrypt(specialPurpose(id), s.Sealed)
	s.Reason = string(reason)
	return s, fault.Wrap(err, "open why special data are shared")
}

// HasSpecial reports whether an actor with people.special has special categories of a
// referral to read as its receiver.
func HasSpecial(ctx context.Context, idb bun.IDB, actor auth.Actor, r *Referral) (bool, error) {
	if !actor.May(auth.PeopleSpecial) || !r.Is(actor, Receiver) || !r.Readable() {
		return false, nil
	}
	n, err := idb.NewSelect().Model((*SpecialShare)(nil)).Where("s.referral_id = ? AND s.stopped_at IS NULL", r.ID).Count(ctx)
	return n > 0, fault.Wrap(db.Translate(err), "count shared special data")
}

// ReadSpecial gives the receiver what of special categories is shared, as it is today,
// and notes each reading in the person's file. Forbidden without people.special; what is
// not shared, was stopped, or belongs to a referral that is over is NotFound.
func ReadSpecial(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, id int64, now time.Time) (*Special, error) {
	if !actor.May(auth.PeopleSpecial) {
		return nil, forbidden()
	}
	r, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	if !r.Is(actor, Receiver) || !r.Readable() {
		return nil, fault.Missing()
	}
	x := new(Special)
	if x.Share, err = specialOf(ctx, idb, signer, id); err != nil {
		return nil, err
	}
	if !x.Share.Live() {
		return nil, fault.Missing()
	}
	c, err := cases.Find(ctx, idb, auth.Program("referrals"), r.CaseID)
	if err != nil {
		return nil, err
	}
	if slices.Contains(x.Share.Kinds, "needs") {
		if x.Needs, err = cases.ReadSharedNeeds(ctx, idb, actor, c, now); err != nil {
			return nil, err
		}
	}
	x.Notes, err = people.ReadShared(ctx, idb, signer, actor, c.Person.ID, x.Share.Kinds, now)
	return x, err
}
