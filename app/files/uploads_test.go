package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

const sender = "person:12"

func begin(t *testing.T, idb bun.IDB, name string, size int) *Upload {
	t.Helper()
	u, err := BeginUpload(t.Context(), idb, NewUpload{Owner: sender, Purpose: "cv", Name: name, Size: int64(size), Stamp: "1"}, now())
	must(t, err)
	return u
}

func wholeOf(t *testing.T, idb bun.IDB, v *Vault, id string) (string, error) {
	t.Helper()
	w, err := TakeUpload(t.Context(), idb, v, sender, id, now())
	if err != nil {
		return "", err
	}
	r := w.Open(t.Context())
	defer func() { must(t, r.Close()) }()
	b, err := io.ReadAll(r)
	return string(b), err
}

func TestAFileArrivesInParts(t *testing.T) {
	stores(t, func(t *testing.T, s Store) {
		v, idb := vault(t, s), testdb.New(t)
		text := pdf(60_000)
		u := begin(t, idb, "../CV di Amina.pdf", len(text))
		if u.Name != "CV di Amina.pdf" {
			t.Errorf("named %q", u.Name)
		}
		if _, err := wholeOf(t, idb, v, u.ID); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing of it is here, and it opens: %v", err)
		}
		for at := 0; at < len(text); {
			end := min(at+400_000, len(text))
			got, err := AppendPart(t.Context(), idb, v, sender, u.ID, int64(at), []byte(text[at:end]), now())
			must(t, err)
			if got.Received != int64(end) {
				t.Fatalf("received %d of %d", got.Received, end)
			}
			at = end
		}
		if got, err := wholeOf(t, idb, v, u.ID); err != nil || got != text {
			t.Errorf("%d bytes of %d came back: %v", len(got), len(text), err)
		}
		must(t, s.Walk(t.Context(), func(key string, _ time.Time) error {
			if strings.Contains(read(t, s, key), "Amina") {
				t.Error("a part is readable")
			}
			return nil
		}))
		must(t, DropUpload(t.Context(), idb, v, sender, u.ID))
		must(t, DropUpload(t.Context(), idb, v, sender, u.ID)) // quiet
		if _, err := FindUpload(t.Context(), idb, sender, u.ID, now()); !fault.Is(err, fault.NotFound) {
			t.Errorf("found after it was taken: %v", err)
		}
		must(t, s.Walk(t.Context(), func(key string, _ time.Time) error { return errors.New("a part is left") }))
	})
}

func TestAPartComesInItsPlaceOrSaysWhereItWouldBe(t *testing.T) {
	v, idb := vault(t, &Memory{}), testdb.New(t)
	u := begin(t, idb, "a.pdf", 10)
	add := func(at int64, part string, want int64, kind fault.Kind) {
		t.Helper()
		got, err := AppendPart(t.Context(), idb, v, sender, u.ID, at, []byte(part), now())
		if kind == fault.Internal && err != nil || kind != fault.Internal && !fault.Is(err, kind) {
			t.Errorf("%q at %d: %v", part, at, err)
		}
		if got == nil || got.Received != want {
			t.Errorf("%q at %d: %+v, want %d", part, at, got, want)
		}
	}
	add(4, "efgh", 0, fault.Conflict)
	add(0, "abcd", 4, fault.Internal)
	add(0, "abcd", 4, fault.Internal) // said twice because the answer was lost
	add(2, "cd", 4, fault.Internal)
	add(2, "cdef", 4, fault.Conflict)
	add(6, "gh", 4, fault.Conflict)
	add(-1, "ab", 4, fault.TooLarge)
	add(4, "", 4, fault.TooLarge)
	add(4, "efghijk", 4, fault.TooLarge)
	add(4, strings.Repeat("x", MaxPart+1), 4, fault.TooLarge)
	add(4, "efghij", 10, fault.Internal)
	if got, err := wholeOf(t, idb, v, u.ID); err != nil || got != "abcdefghij" {
		t.Errorf("%q %v", got, err)
	}
}

func TestAnUploadIsItsOwnersAndEndsAfterADay(t *testing.T) {
	v, idb, ctx := vault(t, &Memory{}), testdb.New(t), t.Context()
	u := begin(t, idb, "a.pdf", 4)
	later := now().Add(UploadLife)
	for name, call := range map[string]func() error{
		"somebody else's": func() error { _, err := FindUpload(ctx, idb, "person:13", u.ID, now()); return err },
		"too late":        func() error { _, err := FindUpload(ctx, idb, sender, u.ID, later); return err },
		"a strange part": func() error {
			_, err := AppendPart(ctx, idb, v, "person:13", u.ID, 0, []byte("abcd"), now())
			return err
		},
		"a late part": func() error { _, err := AppendPart(ctx, idb, v, sender, u.ID, 0, []byte("abcd"), later); return err },
		"a stranger's reading": func() error {
			_, err := TakeUpload(ctx, idb, v, "user:12", u.ID, now())
			return err
		},
	} {
		if err := call(); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, DropUpload(ctx, idb, v, "person:13", u.ID))
	if _, err := FindUpload(ctx, idb, sender, u.ID, now()); err != nil {
		t.Errorf("somebody else dropped it: %v", err)
	}
}

func TestTheSameFileGoesOnWhereItWas(t *testing.T) {
	v, idb := vault(t, &Memory{}), testdb.New(t)
	first := begin(t, idb, "a.pdf", 8)
	_, err := AppendPart(t.Context(), idb, v, sender, first.ID, 0, []byte("abcd"), now())
	must(t, err)
	if again := begin(t, idb, "a.pdf", 8); again.ID != first.ID || again.Received != 4 {
		t.Errorf("%+v", again)
	}
	for name, in := range map[string]NewUpload{
		"another name":    {Owner: sender, Purpose: "cv", Name: "b.pdf", Size: 8, Stamp: "1"},
		"another size":    {Owner: sender, Purpose: "cv", Name: "a.pdf", Size: 9, Stamp: "1"},
		"another content": {Owner: sender, Purpose: "cv", Name: "a.pdf", Size: 8, Stamp: "2"},
		"another end":     {Owner: sender, Purpose: "scan", Name: "a.pdf", Size: 8, Stamp: "1"},
		"another owner":   {Owner: "user:12", Purpose: "cv", Name: "a.pdf", Size: 8, Stamp: "1"},
	} {
		if u, err := BeginUpload(t.Context(), idb, in, now()); err != nil || u.ID == first.ID || u.Received != 0 {
			t.Errorf("%s: %+v %v", name, u, err)
		}
	}
	u, err := BeginUpload(t.Context(), idb, NewUpload{Owner: sender, Purpose: "cv", Name: "a.pdf", Size: 8, Stamp: "1"}, now().Add(UploadLife))
	if err != nil || u.ID == first.ID || u.Received != 0 {
		t.Errorf("an old one goes on: %+v %v", u, err)
	}
}

func TestWhatMayNotBeBegun(t *testing.T) {
	idb := testdb.New(t)
	for name, c := range map[string]struct {
		in   NewUpload
		kind fault.Kind
	}{
		"nothing":   {NewUpload{Owner: sender, Purpose: "cv", Name: "a"}, fault.Invalid},
		"too large": {NewUpload{Owner: sender, Purpose: "cv", Name: "a", Size: MaxUpload + 1}, fault.TooLarge},
		"nobody's":  {NewUpload{Purpose: "cv", Name: "a", Size: 1}, fault.Invalid},
		"no end":    {NewUpload{Owner: sender, Purpose: "C V", Name: "a", Size: 1}, fault.Invalid},
		"no stamp":  {NewUpload{Owner: sender, Purpose: "cv", Name: "a", Size: 1, Stamp: strings.Repeat("x", 65)}, fault.Invalid},
	} {
		if _, err := BeginUpload(t.Context(), idb, c.in, now()); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range mostPending / MaxUpload {
		begin(t, idb, fmt.Sprintf("%d.pdf", i), MaxUpload)
	}
	if _, err := BeginUpload(t.Context(), idb, NewUpload{Owner: sender, Purpose: "cv", Name: "x", Size: MaxUpload}, now()); !fault.Is(err, fault.TooMany) {
		t.Errorf("more bytes than one owner may send: %v", err)
	}
	for i := range mostUploads {
		_, err := BeginUpload(t.Context(), idb, NewUpload{Owner: "user:4", Purpose: "cv", Name: fmt.Sprintf("%d.pdf", i), Size: 1}, now())
		must(t, err)
	}
	in := NewUpload{Owner: "user:4", Purpose: "cv", Name: "x", Size: 1}
	if _, err := BeginUpload(t.Context(), idb, in, now()); !fault.Is(err, fault.TooMany) {
		t.Errorf("more files than one owner may send: %v", err)
	}
	if _, err := BeginUpload(t.Context(), idb, in, now().Add(UploadLife)); err != nil {
		t.Errorf("the day after: %v", err)
	}
}

func TestWhatArrivedIsWhatWasDeclared(t *testing.T) {
	s := &Memory{}
	v, idb := vault(t, s), testdb.New(t)
	right := sha256.Sum256([]byte("abcd"))
	for name, c := range map[string]struct {
		stamp string
		fine  bool
	}{"the digest": {hex.EncodeToString(right[:]), true}, "in capitals": {strings.ToUpper(hex.EncodeToString(right[:])), true},
		"another digest": {strings.Repeat("ab", 32), false}, "no digest": {"1700000000", true}} {
		u, err := BeginUpload(t.Context(), idb, NewUpload{Owner: sender, Purpose: "cv", Name: name, Size: 4, Stamp: c.stamp}, now())
		must(t, err)
		_, err = AppendPart(t.Context(), idb, v, sender, u.ID, 0, []byte("abcd"), now())
		must(t, err)
		if _, err := wholeOf(t, idb, v, u.ID); c.fine && err != nil || !c.fine && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	u := begin(t, idb, "b.pdf", 4)
	_, err := AppendPart(t.Context(), idb, v, sender, u.ID, 0, []byte("abcd"), now())
	must(t, err)
	for key, b := range s.blobs {
		b.content = bytes.Clone(b.content)
		b.content[len(b.content)-1] ^= 1
		s.blobs[key] = b
	}
	if got, err := wholeOf(t, idb, v, u.ID); err == nil {
		t.Errorf("a damaged part reads %q", got)
	}
}

func TestManySendersOfOneFile(t *testing.T) {
	s := &Memory{}
	v, idb := vault(t, s), testdb.New(t)
	text := strings.Repeat("0123456789", 20)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			u, err := BeginUpload(t.Context(), idb, NewUpload{Owner: sender, Purpose: "cv", Name: "a.pdf", Size: int64(len(text)), Stamp: "1"}, now())
			if err != nil {
				t.Error(err)
				return
			}
			for at := u.Received; at < u.Size; {
				got, err := AppendPart(t.Context(), idb, v, sender, u.ID, at, []byte(text[at:min(at+10, u.Size)]), now())
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
					return
				}
				at = got.Received
			}
		})
	}
	wg.Wait()
	u := begin(t, idb, "a.pdf", len(text))
	if got, err := wholeOf(t, idb, v, u.ID); err != nil || got != text {
		t.Errorf("%q %v", got, err)
	}
	if len(s.blobs) != len(text)/10 {
		t.Errorf("%d blobs for %d parts", len(s.blobs), len(text)/10)
	}
}

func TestTheSweepForgetsUploadsGivenUpAndNoOthers(t *testing.T) {
	s := &Memory{Now: func() time.Time { return now().Add(-48 * time.Hour) }}
	v, idb := vault(t, s), testdb.New(t)
	old := NewUpload{Owner: sender, Purpose: "cv", Name: "old.pdf", Size: 4}
	gone, err := BeginUpload(t.Context(), idb, old, now().Add(-UploadLife))
	must(t, err)
	_, err = AppendPart(t.Context(), idb, v, sender, gone.ID, 0, []byte("ab"), now().Add(-time.Hour))
	must(t, err)
	stays := begin(t, idb, "new.pdf", 4)
	_, err = AppendPart(t.Context(), idb, v, sender, stays.ID, 0, []byte("abcd"), now())
	must(t, err)
	must(t, v.sweep(t.Context(), idb, nil, now()))
	if got, err := wholeOf(t, idb, v, stays.ID); err != nil || got != "abcd" {
		t.Errorf("%q %v", got, err)
	}
	if n, err := idb.NewSelect().Model((*Upload)(nil)).Count(t.Context()); err != nil || n != 1 || len(s.blobs) != 1 {
		t.Errorf("%d uploads, %d blobs, %v", n, len(s.blobs), err)
	}
	if _, err := s.Open(t.Context(), gone.ID); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
