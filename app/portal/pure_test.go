package portal

import "testing"

func TestTelephoneLinks(t *testing.T) {
	for phone, want := range map[string]string{
		"+39 080 000 0001": "+390800000001", "080 000.0001": "+390800000001", "0044 20 0000": "+44200000",
		"": "", "interno": "", "+39 (080) 1": "+390801",
	} {
		if got := dial(phone); got != want {
			t.Errorf("%q → %q, want %q", phone, got, want)
		}
	}
}

func TestOnlyPagesOfTheSiteAreRated(t *testing.T) {
	for in, want := range map[string]string{
		"/servizi?x=1": "/servizi", "/": "/", "": "/", "https://example.org": "/", "//example.org": "/", "/\\x": "/", "/a#b": "/",
	} {
		if got := pageOf(in); got != want {
			t.Errorf("%q → %q, want %q", in, got, want)
		}
	}
}
