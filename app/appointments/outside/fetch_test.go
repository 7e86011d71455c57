package outside

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestAddressesThatMayBeAsked(t *testing.T) {
	cases := []struct {
		address     string
		public, own bool
	}{
		{"https://calendar.example.org/a/b.ics?key=1", true, true},
		{"webcal://calendar.example.org/a.ics", true, true},
		{"https://calendar.example.org:443/a.ics", true, true},
		{"https://8.8.8.8/a.ics", true, true},
		{"http://calendar.example.org/a.ics", false, false},
		{"http://127.0.0.1:9000/a.ics", false, true},
		{"http://localhost:9000/a.ics", false, true},
		{"https://127.0.0.1/a.ics", false, true},
		{"https://calendar.example.org:22/a.ics", false, true},
		{"https://10.0.0.1/a.ics", false, false},
		{"https://[::ffff:10.0.0.1]/a.ics", false, false},
		{"https://169.254.169.254/latest/meta-data", false, false},
		{"https://user:secret@calendar.example.org/", false, false},
		{"file:///etc/passwd", false, false},
		{"https://", false, false},
		{"calendario", false, false},
		{"https://calendar.example.org/" + strings.Repeat("a", MaxAddress), false, false},
	}
	for _, c := range cases {
		for own, want := range map[bool]bool{false: c.public, true: c.own} {
			if _, err := New(own).Address(c.address); (err == nil) != want {
				t.Errorf("%.60s, own %v: %v", c.address, own, err)
			}
		}
	}
}

func TestNetworksThatMayBeReached(t *testing.T) {
	for ip, want := range map[string]bool{
		"8.8.8.8": true, "2a00:1450:4002:402::200e": true,
		"10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "127.0.0.1": false, "0.0.0.0": false,
		"100.64.0.1": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fd00::1": false, "ff02::1": false, "::ffff:192.168.0.1": false,
		"64:ff9b::a00:1": false, "2002:a00:1::1": false, "2001:db8::1": false,
	} {
		if got := New(false).mayReach(netip.MustParseAddr(ip)); got != want {
			t.Errorf("%s: %v, want %v", ip, got, want)
		}
	}
}

func get(t *testing.T, f *Fetcher, address, etag string) (*Answer, error) {
	t.Helper()
	u, err := f.Address(address)
	if err != nil {
		return nil, err
	}
	return f.Get(t.Context(), u, etag)
}

func TestGettingAFile(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/a.ics", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(file())
	})
	mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	mux.HandleFunc("/secret", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, MaxSize+1)) })
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://192.168.1.1/a.ics", http.StatusFound)
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/on", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/a.ics", http.StatusFound) })
	server := httptest.NewServer(mux)
	defer server.Close()
	f := New(true)
	first, err := get(t, f, server.URL+"/on", "")
	if err != nil || first.Same || !strings.HasPrefix(string(first.File), "BEGIN:VCALENDAR") || first.ETag != `"1"` {
		t.Fatalf("%+v %v", first, err)
	}
	if again, err := get(t, f, server.URL+"/a.ics", first.ETag); err != nil || !again.Same {
		t.Errorf("%+v %v", again, err)
	}
	for path, want := range map[string]Trouble{
		"/gone": Missing, "/secret": Refused, "/broken": Unreachable, "/large": TooLarge, "/in": NotPublic, "/round": NotPublic,
	} {
		if _, err := get(t, f, server.URL+path, ""); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	server.Close()
	if _, err := get(t, f, server.URL+"/a.ics", ""); !errors.Is(err, Unreachable) || strings.Contains(err.Error(), "a.ics") {
		t.Errorf("a server that is away: %v", err)
	}
}

// A name that leads to the machine itself is found out when the connection is made.
func TestANameThatLeadsInside(t *testing.T) {
	asked := false
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer server.Close()
	f := New(false)
	u, err := New(true).Address(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(t.Context(), u, ""); !errors.Is(err, NotPublic) || asked {
		t.Errorf("%v, asked %v", err, asked)
	}
}
