package services

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Clean puts lists in order and trims; it changes nothing else.
func (s Settings) Clean() Settings {
	s.VideoLink = strings.TrimSpace(s.VideoLink)
	s.Places = slices.DeleteFunc(Places(), func(p Place) bool { return !slices.Contains(s.Places, p) })
	s.Languages = slices.Sorted(slices.Values(s.Languages))
	s.Languages = slices.Compact(s.Languages)
	if s.Languages == nil {
		s.Languages = []string{}
	}
	if !s.At(ByVideo) {
		s.VideoLink = ""
	}
	return s
}

// Check is an Invalid fault with every field that is wrong, or nil. Call it on
// clean settings.
func (s Settings) Check() error {
	var c fault.Check
	between := func(n, least, most int, field, key string) {
		c.If(n < least || n > most, field, key, "Least", least, "Most", most)
	}
	between(s.Minutes, MinMinutes, MaxMinutes, "minutes", "services.error.minutes")
	c.If(len(s.Places) == 0, "places", "services.error.places")
	c.If(s.At(ByVideo) && !videoLink(s.VideoLink), "video_link", "services.error.video")
	c.If(s.Who != Anyone && s.Who != Known && s.Who != StaffOnly, "who", "services.error.who")
	c.If(s.LeadMinutes < 0 || s.LeadMinutes > MaxLead, "lead", "services.error.lead")
	between(s.HorizonDays, 1, MaxHorizon, "horizon", "services.error.horizon")
	c.If(s.HorizonDays*24*60 <= s.LeadMinutes, "horizon", "services.error.horizon_lead")
	c.If(s.ChangeMinutes < 0 || s.ChangeMinutes > MaxChange, "change", "services.error.change")
	between(s.ReleaseMinutes, 0, MaxRelease, "release", "services.error.release")
	between(s.Seats, 1, MaxSeats, "seats", "services.error.seats")
	c.If(s.Group() && (s.At(ByPhone) || s.At(AtHome)), "places", "services.error.group_place")
	c.If(slices.ContainsFunc(s.Languages, func(l string) bool { return !i18n.Supported(l) }), "languages", "services.error.languages")
	c.If(s.FirstReminder < 0 || s.FirstReminder > MaxReminder, "first", "services.error.reminder")
	c.If(s.LastReminder < 0 || s.LastReminder > MaxReminder, "last", "services.error.reminder")
	c.If(s.FirstReminder > 0 && s.LastReminder > 0 && s.FirstReminder < s.LastReminder+60, "first", "services.error.reminders_order")
	return c.Err()
}

// videoLink wants a whole https address.
func videoLink(s string) bool {
	u, err := url.Parse(strings.ReplaceAll(s, RoomMark, "stanza"))
	return err == nil && u.Scheme == "https" && u.Host != "" && utf8.RuneCountInString(s) <= MaxVideo && !strings.ContainsAny(s, " \t\r\n\x00")
}

// SaveSettings changes the rules of an area for the bookings to come; reminders
// also for those already made. Invalid names the fields; the same again is quiet.
func SaveSettings(ctx context.Context, idb bun.IDB, actor auth.Actor, areaID int64, in Settings, now time.Time) error {
	in = in.Clean()
	if err := in.Check(); err != nil {
		return err
	}
	return change(ctx, idb, actor, areaID, "services.settings", now, func(a *Area) map[string]any {
		if a.Settings.equal(in) {
			return nil
		}
		if a.Minutes != in.Minutes {
			a.EditedAt = &now
		}
		a.Settings = in
		return map[string]any{
			"minutes": in.Minutes, "places": in.Places, "who": in.Who, "lead": in.LeadMinutes, "horizon": in.HorizonDays,
			"change": in.ChangeMinutes, "release": in.ReleaseMinutes, "seats": in.Seats, "languages": in.Languages,
			"mediator": in.MediatorRequired, "first": in.FirstReminder, "last": in.LastReminder,
		}
	})
}

// change locks an area, asks rule what it changed, and writes it with a line in
// the audit trail; nil is quiet.
func change(ctx context.Context, idb bun.IDB, actor auth.Actor, areaID int64, action string, now time.Time, rule func(*Area) map[string]any) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a := new(Area)
		if err := tx.NewSelect().Model(a).Where("id = ?", areaID).For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock area")
		}
		data := rule(a)
		if data == nil {
			return nil
		}
		res, err := tx.NewUpdate().Model(a).WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "change area")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: action, Subject: "area", SubjectID: a.ID, At: now, Data: data,
		})
	})
}
