package appointments

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func network(address string) auth.Network {
	return auth.NewSigner([]byte("a secret of the tests, long enough for it")).Network(address)
}

// from holds the nth free time from a network.
func (h *house) from(net auth.Network, n int) (*Draft, error) {
	h.Helper()
	slots, err := FreeSlots(h.Ctx, h.DB, h.query(), h.Now)
	h.Must(err)
	h.keys++
	return TakeHold(h.Ctx, h.DB, Hold{
		Key: fmt.Sprintf("form-key-number-%06d", h.keys), DeskID: h.desk.ID, AreaID: h.area.ID, Start: slots[n%len(slots)].Start, Lang: "it", Network: net,
	}, h.Now)
}

func TestOneNetworkHoldsSoManyTimes(t *testing.T) {
	h := inTx(t)
	bad, good := network("203.0.113.9"), network("198.51.100.7")
	for i := range MostHolds {
		b, err := Weigh(h.Ctx, h.DB, bad, 0, h.Now)
		h.Must(err)
		if b.Holds != i || b.Heavy() != (i >= FreeHolds) {
			t.Fatalf("after %d holds: %+v", i, b)
		}
		_, err = h.from(bad, 0)
		h.Must(err)
	}
	_, err := h.from(bad, 0)
	h.Wants(err, fault.TooMany, "appointments.error.network")
	if n := h.Count("booking_drafts", "true"); n != MostHolds {
		t.Errorf("%d forms, the refused one left something", n)
	}
	// Others are not touched, not even the neighbour; and ten minutes later the network is free again.
	_, err = h.from(good, 0)
	h.Must(err)
	_, err = h.from(network("203.0.113.10"), 0)
	h.Must(err)
	h.Now = h.Now.Add(HoldFor)
	_, err = h.from(bad, 0)
	h.Must(err)
	if n := h.Count("booking_drafts", "position(?::bytea in network_near) > 0", []byte("203.0.113.9")); n != 0 {
		t.Error("the address itself is kept")
	}
	h.Now = h.Now.Add(DraftLife)
	_, err = PurgeDrafts(h.Ctx, h.DB, h.Now)
	h.Must(err)
	if n := h.Count("booking_drafts", "network_near IS NOT NULL"); n != 0 {
		t.Errorf("%d hashes are kept longer than the forms", n)
	}
}

// A form that changes its time is not one more.
func TestChangingTheTimeIsNotOneMore(t *testing.T) {
	h := inTx(t)
	net := network("203.0.113.9")
	var last *Draft
	for range MostHolds {
		d, err := h.from(net, 0)
		h.Must(err)
		last = d
	}
	slots, err := FreeSlots(h.Ctx, h.DB, h.query(), h.Now)
	h.Must(err)
	_, err = TakeHold(h.Ctx, h.DB, Hold{DraftID: last.ID, DeskID: h.desk.ID, AreaID: h.area.ID, Start: slots[3].Start, Lang: "it", Network: net}, h.Now)
	h.Must(err)
}

// A whole /24 does four times as much, however many addresses it has.
func TestANeighbourhoodIsLimitedToo(t *testing.T) {
	h := inTx(t)
	rows := MostHolds * wider
	_, err := h.DB.NewRaw(`INSERT INTO booking_drafts (form_key, desk_id, area_id, operator_id, starts_at, ends_at, held_until, lang, created_at, network_near, network_wide)
		SELECT 'neighbour-number-' || n, ?0, ?1, ?2, ?3::timestamptz, ?3::timestamptz + interval '30 minutes', ?4::timestamptz, 'it', ?5, decode(lpad(to_hex(n), 8, '0'), 'hex'), ?6
		FROM generate_series(1, ?7) AS n`,
		h.desk.ID, h.area.ID, h.ops[0].ID, at("2026-12-01 09:30"), h.Now.Add(HoldFor), h.Now, network("203.0.113.1").Wide, rows).Exec(h.Ctx)
	h.Must(err)
	_, err = h.from(network("203.0.113.200"), 5)
	h.Wants(err, fault.TooMany, "appointments.error.network")
	_, err = h.from(network("203.0.112.200"), 5)
	h.Must(err)
}

// Peer test: two hundred fake bookings of one network, each with an address of its
// own; another network books as always.
func TestTwoHundredFakeBookingsAreStopped(t *testing.T) {
	h := inTx(t)
	bad := network("203.0.113.9")
	book := func(net auth.Network, n int) error {
		d, err := h.from(net, 0)
		if err != nil {
			return err
		}
		h.fill(d, Contact{Name: "Prova Persona", Email: fmt.Sprintf("fake%d@example.com", n)})
		_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
		return err
	}
	done := 0
	for i := range 200 {
		h.Now = h.Now.Add(time.Minute)
		err := book(bad, i)
		if err == nil {
			done++
			continue
		}
		h.Wants(err, fault.TooMany, "appointments.error.network")
	}
	if done != MostBookings {
		t.Errorf("%d fake bookings came through, want %d", done, MostBookings)
	}
	h.Must(book(network("198.51.100.7"), 1000))
}

func TestOneContactBooksSoOftenInADay(t *testing.T) {
	h := inTx(t)
	for i := range MaxDaily {
		a := h.book(slot, 0)
		h.keys = 0 // the same address and telephone again
		_, err := h.DB.NewRaw("DELETE FROM booking_drafts").Exec(h.Ctx)
		h.Must(err)
		h.Must(CancelByPerson(h.Ctx, h.DB, a.ID, h.Now))
		h.Now = h.Now.Add(time.Duration(i) * time.Minute)
	}
	d, err := h.hold(slot, 0)
	h.Must(err)
	h.fill(d, person(h.keys))
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.daily")
	h.fill(d, Contact{Name: "Prova Persona", Email: "altra@example.com"})
	_, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
}

// Many forms of one network at once never pass the limit together.
func TestALimitHoldsAgainstACrowd(t *testing.T) {
	h := build(t, testdb.New(t))
	slots, err := FreeSlots(h.Ctx, h.DB, h.query(), h.Now)
	h.Must(err)
	net := network("203.0.113.9")
	var held, refused atomic.Int32
	var wg sync.WaitGroup
	for i := range MostHolds + 20 {
		wg.Go(func() {
			_, err := TakeHold(h.Ctx, h.DB, Hold{Key: fmt.Sprintf("crowd-number-%06d", i), DeskID: h.desk.ID, AreaID: h.area.ID, Start: slots[i].Start, Lang: "it", Network: net}, h.Now)
			switch {
			case err == nil:
				held.Add(1)
			case fault.Is(err, fault.TooMany):
				refused.Add(1)
			default:
				t.Errorf("hold %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if held.Load() != MostHolds || refused.Load() != 20 {
		t.Errorf("%d held and %d refused, want %d and 20", held.Load(), refused.Load(), MostHolds)
	}
}
