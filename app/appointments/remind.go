package appointments

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/services"
)

// Nobody is reminded between these hours of the desk's clock.
const (
	quietFrom  = 21
	quietUntil = 8
)

const (
	// leastNotice is how long before the start a reminder still helps.
	leastNotice = 30 * time.Minute
	// apart is the least time between the two reminders of one appointment.
	apart = time.Hour
)

// quiet reports whether a time, in the desk's zone, is one for sleeping.
func quiet(t time.Time) bool { return t.Hour() >= quietFrom || t.Hour() < quietUntil }

// reminder is the kind of the reminder that is useful at now, "" for none. Each one
// is useful from its time until the next one is near or the start is; one whose
// time came before the person was last told the time says nothing new. Area is
// loaded.
func (a *Appointment) reminder(now time.Time) string {
	if a.NoReminders || a.State() != Booked || a.StartsAt.Sub(now) < leastNotice {
		return ""
	}
	kind, lead := kindFirst, a.Area.FirstReminder
	if last := a.Area.LastReminder; last > 0 && !now.Before(a.before(last)) {
		kind, lead = kindLast, last
	} else if last > 0 && !now.Before(a.before(last).Add(-apart)) {
		return ""
	}
	at := a.before(lead)
	if lead == 0 || now.Before(at) || at.Before(a.told()) {
		return ""
	}
	return kind
}

func (a *Appointment) before(minutes int) time.Time {
	return a.StartsAt.Add(-time.Duration(minutes) * time.Minute)
}

// told is when the person last learnt the time: booking it or moving it.
func (a *Appointment) told() time.Time {
	if a.MovedAt != nil {
		return *a.MovedAt
	}
	return a.BookedAt
}

// Reminded reports whether a reminder is still to come, for what pages promise;
// sms says that the program can send short messages. Area is loaded.
func (a *Appointment) Reminded(sms bool, now time.Time) bool {
	if a.NoReminders || a.State() != Booked || a.Email == "" && !(sms && a.Textable()) {
		return false
	}
	for _, lead := range []int{a.Area.FirstReminder, a.Area.LastReminder} {
		if lead > 0 && now.Before(a.before(lead)) {
			return true
		}
	}
	return false
}

// Kinds of jobs. RemindKind is periodic: it looks who is to be reminded, every few
// minutes; each of them is a job of its own, so that none waits for another.
const (
	RemindKind = "appointments.remind"
	remindOne  = "appointments.remind_one"
	textKind   = "appointments.text"
)

// Messages are the handlers of the jobs that write to people. sms is true where
// the program has a gateway for short messages; without it nobody gets one.
func Messages(sms bool) map[string]jobs.Handler {
	return map[string]jobs.Handler{
		RemindKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
			return Remind(ctx, pool, sms, now)
		},
		remindOne: func(ctx context.Context, pool *bun.DB, payload json.RawMessage, now time.Time) error {
			return sendReminder(ctx, pool, payload, sms, now)
		},
		textKind: func(ctx context.Context, pool *bun.DB, payload json.RawMessage, now time.Time) error {
			return sendText(ctx, pool, payload, sms, now)
		},
	}
}

// remindSQL lists who may be due, a little more than reminder says: that judges
// each one under its lock. ?0 now, ?1 can text, ?2 and ?3 the hours of quiet.
const remindSQL = `
SELECT a.id FROM appointments AS a
JOIN areas ON areas.id = a.area_id
JOIN desks ON desks.id = a.desk_id
CROSS JOIN LATERAL (SELECT a.starts_at - make_interval(mins => areas.first_reminder) AS first,
	a.starts_at - make_interval(mins => areas.last_reminder) AS last) AS t
WHERE a.cancelled_at IS NULL AND NOT a.no_reminders AND num_nonnulls(a.arrived_at, a.seen_at, a.no_show_at) = 0
	AND a.starts_at > ?0 AND a.starts_at <= ?0::timestamptz + interval '14 days'
	AND (a.email <> '' OR ?1 AND a.phone <> '')
	AND extract(hour FROM ?0::timestamptz AT TIME ZONE desks.zone) >= ?3
	AND extract(hour FROM ?0::timestamptz AT TIME ZONE desks.zone) < ?2
	AND (areas.first_reminder > 0 AND t.first <= ?0 AND t.first >= coalesce(a.moved_at, a.booked_at)
			AND NOT EXISTS (SELECT FROM messages AS m WHERE m.subject = 'appointment' AND m.subject_id = a.id
				AND m.version = a.version AND m.kind LIKE 'appointments.reminder%')
		OR areas.last_reminder > 0 AND t.last <= ?0 AND t.last >= coalesce(a.moved_at, a.booked_at)
			AND NOT EXISTS (SELECT FROM messages AS m WHERE m.subject = 'appointment' AND m.subject_id = a.id
				AND m.version = a.version AND m.kind = 'appointments.reminder_last'))
ORDER BY a.starts_at, a.id`

// remindOrder is the payload of a remindOne.
type remindOrder struct {
	Appointment int64 `json:"appointment"`
}

// Remind makes a job for everybody to whom a reminder may be due at now. Running it
// twice, late or in several programs at once reminds nobody twice.
func Remind(ctx context.Context, idb bun.IDB, sms bool, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var ids []int64
		if err := tx.NewRaw(remindSQL, now, sms, quietFrom, quietUntil).Scan(ctx, &ids); err != nil {
			return fault.Wrap(db.Translate(err), "who is to be reminded")
		}
		for _, id := range ids {
			if err := jobs.Enqueue(ctx, tx, jobs.Job{Kind: remindOne, Payload: remindOrder{id}, Unique: fmt.Sprint(id)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// sendReminder queues the message of one reminder, if it is due now.
func sendReminder(ctx context.Context, idb bun.IDB, payload json.RawMessage, sms bool, now time.Time) error {
	order, err := jobs.Decode[remindOrder](payload)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lockWhole(ctx, tx, order.Appointment)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		kind := a.reminder(now)
		switch {
		case kind == "" || quiet(now.In(a.Desk.Location())):
			return nil
		case a.Email != "":
			return a.queue(ctx, tx, kind, mail.ByMail, now)
		case sms && a.Textable():
			return a.queue(ctx, tx, kind, mail.BySMS, now)
		}
		return nil
	})
}

// lockWhole is lock with desk and area.
func lockWhole(ctx context.Context, tx bun.IDB, id int64) (*Appointment, error) {
	a, err := lock(ctx, tx, id, byLink)
	if err != nil {
		return nil, err
	}
	if a.Area, err = services.Find(ctx, tx, a.AreaID); err != nil {
		return nil, err
	}
	a.Desk, err = desks.Find(ctx, tx, a.DeskID)
	return a, err
}

// asleep makes a message that could not be sent in time wait for the morning: its
// job comes back.
const asleep = jobs.Reason("quiet hours: it waits for the morning")

// findReminder gives the appointment of a reminder that is still useful, nil for
// none any more.
func (o MailOptions) findReminder(ctx context.Context, idb bun.IDB, m mail.Message) (*Appointment, error) {
	a, err := FindWithPlace(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	now := o.now()
	if a.Version != m.Version || a.reminder(now) != m.Kind {
		return nil, nil
	}
	if quiet(now.In(a.Desk.Location())) {
		return nil, asleep
	}
	return a, nil
}

func (o MailOptions) reminderComposer() mail.Composer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
		a, err := o.findReminder(ctx, idb, m)
		if err != nil || a == nil {
			return nil, err
		}
		c := o.content(a, m.Lang, "appointments.mail_reminder.subject")
		c.ReasonKey = "appointments.mail_reminder.reason"
		return c, nil
	}
}
