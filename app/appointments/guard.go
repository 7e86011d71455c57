package appointments

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Limits of one network (auth.Network.Near; four times as much for its Wide). A
// library, a CAF or a mobile operator is one network with many people in it: up to
// the first number nothing is asked, up to the second browsers work a moment
// (auth.Work), beyond it the network must wait.
const (
	// FreeHolds and MostHolds count times held by forms that are being filled.
	FreeHolds = 12
	MostHolds = 40
	// FreeBookings and MostBookings count the forms confirmed in DraftLife.
	FreeBookings = 40
	MostBookings = 150
	// wider is how much more a whole neighbourhood may do.
	wider = 4
	// MaxDaily is how many bookings one address or telephone may make in a day,
	// cancelled ones included.
	MaxDaily = 6
)

// Burden is what a network does at this moment.
type Burden struct {
	Holds, Bookings         int
	WideHolds, WideBookings int
}

// Heavy reports whether the network's browsers are to work before another hold.
func (b Burden) Heavy() bool {
	return b.Holds >= FreeHolds || b.Bookings >= FreeBookings || b.WideHolds >= FreeHolds*wider || b.WideBookings >= FreeBookings*wider
}

func (b Burden) full() bool {
	return b.Holds >= MostHolds || b.Bookings >= MostBookings || b.WideHolds >= MostHolds*wider || b.WideBookings >= MostBookings*wider
}

const burdenSQL = `
SELECT count(*) FILTER (WHERE network_near = ?0 AND appointment_id IS NULL AND held_until > ?2) AS holds,
	count(*) FILTER (WHERE network_near = ?0 AND appointment_id IS NOT NULL) AS bookings,
	count(*) FILTER (WHERE appointment_id IS NULL AND held_until > ?2) AS wide_holds,
	count(*) FILTER (WHERE appointment_id IS NOT NULL) AS wide_bookings
FROM booking_drafts WHERE network_wide = ?1 AND created_at > ?3 AND id <> ?4`

// Weigh counts what a network holds and booked, the form draftID (0 for none) left
// out. Who said no network weighs nothing.
func Weigh(ctx context.Context, idb bun.IDB, net auth.Network, draftID int64, now time.Time) (Burden, error) {
	var b Burden
	if net.Near == nil {
		return b, nil
	}
	err := idb.NewRaw(burdenSQL, net.Near, net.Wide, now, now.Add(-DraftLife), draftID).Scan(ctx, &b)
	return b, fault.Wrap(db.Translate(err), "weigh a network")
}

// HasForm reports whether the page's key (Hold.Key) has a form that holds a time or
// was confirmed.
func HasForm(ctx context.Context, idb bun.IDB, key string, now time.Time) (bool, error) {
	has, err := idb.NewSelect().Table("booking_drafts").
		Where("form_key = ? AND created_at > ?", key, now.Add(-DraftLife)).
		Where("held_until > ? OR appointment_id IS NOT NULL", now).Exists(ctx)
	return has, fault.Wrap(db.Translate(err), "find form by key")
}

// admit refuses a network that has too much, with TooMany. Its lock is the last one
// of a transaction, so that two forms of one network never pass the limit together.
func admit(ctx context.Context, tx bun.IDB, net auth.Network, draftID int64, now time.Time) error {
	if net.Near == nil {
		return nil
	}
	if err := db.Lock(ctx, tx, "appointments.network", 0, hex.EncodeToString(net.Wide)); err != nil {
		return err
	}
	b, err := Weigh(ctx, tx, net, draftID, now)
	if err != nil || !b.full() {
		return err
	}
	return fault.New(fault.TooMany, "appointments.error.network").With("Seconds", int(HoldFor/time.Second))
}

// Guard are the settings against abuse.
type Guard struct {
	bun.BaseModel `bun:"table:guard_settings,alias:g"`

	ID int64 `bun:",pk"`
	// WorkBits is how hard auth.Work is: each bit doubles it. 18 take a phone some
	// seconds.
	WorkBits int
	// MailMinutes is how long a time stays held until its person opens the link in a
	// mail; 0 asks nobody.
	MailMinutes int
}

// Limits of a Guard; guard_settings holds them too. A form that waits for a mail must
// end within DraftLife.
const (
	LeastWorkBits   = 8
	MostWorkBits    = 24
	MostMailMinutes = 12 * 60
)

// FindGuard gives the settings.
func FindGuard(ctx context.Context, idb bun.IDB) (*Guard, error) {
	g := new(Guard)
	err := idb.NewSelect().Model(g).Where("id = 1").Scan(ctx)
	return g, fault.Wrap(db.Translate(err), "find guard")
}

// SetGuard changes the settings. Invalid on "work_bits" or "mail_minutes"; the same
// again is quiet.
func SetGuard(ctx context.Context, idb bun.IDB, actor auth.Actor, in Guard, now time.Time) error {
	var c fault.Check
	c.If(in.WorkBits < LeastWorkBits || in.WorkBits > MostWorkBits, "work_bits", "appointments.error.guard")
	c.If(in.MailMinutes < 0 || in.MailMinutes > MostMailMinutes, "mail_minutes", "appointments.error.guard")
	if err := c.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		g := new(Guard)
		if err := tx.NewSelect().Model(g).Where("id = 1").For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock guard")
		}
		if g.WorkBits == in.WorkBits && g.MailMinutes == in.MailMinutes {
			return nil
		}
		res, err := tx.NewUpdate().Model(g).Set("work_bits = ?, mail_minutes = ?", in.WorkBits, in.MailMinutes).WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "set guard")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "appointments.guard", Subject: "guard", SubjectID: 1, At: now,
			Data: map[string]any{"work_bits": in.WorkBits, "mail_minutes": in.MailMinutes},
		})
	})
}
