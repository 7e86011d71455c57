package portal

import (
	"slices"
	"time"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/web"
)

// FoundPart is the part of the search that changes with its choices.
type FoundPart struct {
	Hidden []web.Value
	// First is the soonest time, already chosen; nil on later days.
	First *foundSlot
	// Near are times beside the wish: next to one that was lost, or where the wish
	// finds nothing.
	Near []foundSlot
	// Nothing says that the wish finds nothing.
	Nothing bool
	Days    []foundDay
	// Later and Earlier are addresses, "" for none.
	Later, Earlier string
	Count          int
}

type foundDay struct {
	Day    time.Time
	Count  int
	Places []foundPlace
}

// foundPlace are the times of one desk on one day. Named says that there are several
// desks; More is how many times are behind MoreURL.
type foundPlace struct {
	Desk    *desks.Desk
	Named   bool
	Slots   []slotChoice
	More    int
	MoreURL string
}

// foundSlot is a time with its desk; Note is a message key, "" for none.
type foundSlot struct {
	slotChoice
	Desk *desks.Desk
	Note string
}

// perDesk is how many times of a desk are shown a day where there are several desks.
const perDesk = 8

func foundPart(r *web.Request, w appointments.Wish, found *appointments.Found) FoundPart {
	b := builder{r: r, w: w, named: w.Desk == "" && len(found.Desks) > 1, desks: map[int64]*desks.Desk{}}
	for i := range found.Desks {
		b.desks[found.Desks[i].ID] = &found.Desks[i]
	}
	p := FoundPart{Nothing: len(found.Days) == 0}
	days := found.Days
	for _, d := range days {
		p.Count += len(d.Slots)
	}
	if w.From.IsZero() && len(days) > 0 {
		first := b.slot(days[0].Slots[0], w)
		first.Checked = true
		p.First = &first
		days = slices.Clone(days)
		days[0].Slots = days[0].Slots[1:]
	}
	for _, d := range days {
		if len(d.Slots) > 0 {
			p.Days = append(p.Days, b.day(d))
		}
	}
	for _, x := range found.Instead {
		near := b.slot(x.Slot, w.Without(x.Without))
		near.Note = "booking.search.without." + string(x.Without)
		p.Near = append(p.Near, near)
	}
	if !found.Next.IsZero() {
		later := w
		later.From = found.Next
		p.Later = searchURL(r, later)
	}
	if !w.From.IsZero() {
		earlier := w
		earlier.From = desks.Date{}
		p.Earlier = searchURL(r, earlier)
	}
	return p
}

// builder numbers the radio buttons of a page.
type builder struct {
	r     *web.Request
	w     appointments.Wish
	desks map[int64]*desks.Desk
	named bool
	n     int
}

func (b *builder) slot(s appointments.Slot, w appointments.Wish) foundSlot {
	desk := b.desks[s.DeskID]
	x := foundSlot{slotChoice: slotChoice{ID: web.RadioID("slot", b.n), Value: foundValue(w, desk, s.Start), Start: s.Start, Left: s.Left}, Desk: desk}
	b.n++
	return x
}

func (b *builder) day(d appointments.DaySlots) foundDay {
	day := foundDay{Day: d.Day.Time(), Count: len(d.Slots)}
	index := map[int64]int{}
	for _, s := range d.Slots {
		i, seen := index[s.DeskID]
		if !seen {
			i = len(day.Places)
			index[s.DeskID] = i
			day.Places = append(day.Places, foundPlace{Desk: b.desks[s.DeskID], Named: b.named})
		}
		place := &day.Places[i]
		if b.named && len(place.Slots) == perDesk {
			if place.More++; place.More == 1 {
				w := b.w
				w.Desk, w.From = b.desks[s.DeskID].Slug, d.Day
				place.MoreURL = searchURL(b.r, w)
			}
			continue
		}
		place.Slots = append(place.Slots, b.slot(s, b.w).slotChoice)
	}
	return day
}

// nextTo puts the times next to a lost one first and chooses none.
func (p *FoundPart) nextTo(w appointments.Wish, desk *desks.Desk, free []appointments.Slot) {
	if p.First != nil {
		p.First.Checked = false
	}
	for i, s := range free {
		p.Near = append(p.Near, foundSlot{
			slotChoice: slotChoice{ID: web.RadioID("slot", 1000+i), Value: foundValue(w, desk, s.Start), Start: s.Start, Left: s.Left}, Desk: desk,
		})
	}
}
