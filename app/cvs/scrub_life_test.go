package cvs

import "testing"

// TestABlindTextSaysNeitherAgeNorOrigin: what is typed of age, years and origin goes; what
// somebody can do stays.
func TestABlindTextSaysNeitherAgeNorOrigin(t *testing.T) {
	s := scrubberOf("Zuleika Prova")
	for text, want := range map[string]string{
		"Cuoca, donna marocchina di 35 anni":        "Cuoca, …",
		"Ho 42 anni e so saldare":                   "… e so saldare",
		"Ho 20 anni di esperienza in cucina":        "Ho 20 anni di esperienza in cucina",
		"Diploma di cucina 1987":                    "Diploma di cucina …",
		"Nazionalità: nigeriana. Patente B":         "…. Patente B",
		"Sono tunisino, guido il muletto":           "…, guido il muletto",
		"Nata a Tirana, lavoro in sala":             "…, lavoro in sala",
		"Preparo cucina marocchina per 40 persone":  "Preparo cucina marocchina per 40 persone",
		"Esperienza di 10 anni in sala":             "Esperienza di 10 anni in sala",
		"Parlo francese e arabo con i clienti":      "Parlo francese e arabo con i clienti",
		"Macchina da cucire 2000 punti, dal 2015 a": "Macchina da cucire … punti, … a",
	} {
		if got := s.clean(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestTheIndexHasNoWordsOfWhatSomebodyIs: nobody filters people by sex, civil state, belief
// or origin through the words of their CV.
func TestTheIndexHasNoWordsOfWhatSomebodyIs(t *testing.T) {
	for word, own := range map[string]bool{
		"marocchina": true, "nigeriani": true, "femminile": true, "nubile": true, "musulmana": true, "sposato": true, "donna": true, "متزوجة": true, "жіноча": true,
		"cuoca": false, "saldatore": false, "francese": false, "arabo": false, "cattura": false, "separare": false, "muratore": false, "indianapolis": false, "male-gender": false,
	} {
		if got := tellsOwn(word); got != own {
			t.Errorf("%s: %t", word, got)
		}
	}
}
