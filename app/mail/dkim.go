package mail

import (
	"crypto/rsa"
	"fmt"
	"os"

	gomail "github.com/wneessen/go-mail"
)

const smallestRSA = 2048

// newDKIM reads the key that signs our mail: RSA of 2048 bits or more, or
// ed25519, as PEM. nil where no domain is set (the relay signs, or nobody).
func newDKIM(domain, selector, keyFile string) (*gomail.DKIMSigner, error) {
	if domain == "" && selector == "" && keyFile == "" {
		return nil, nil
	}
	if domain == "" || selector == "" || keyFile == "" {
		return nil, fmt.Errorf("mail: DKIM needs domain, selector and key file together")
	}
	pem, err := os.ReadFile(keyFile) // #nosec G304 -- a setting of the operator
	if err != nil {
		return nil, fmt.Errorf("mail: DKIM key: %w", err)
	}
	key, err := gomail.PrivKeyFromPEM(pem)
	if err != nil {
		return nil, fmt.Errorf("mail: DKIM key: %w", err)
	}
	if r, ok := key.(*rsa.PrivateKey); ok && r.N.BitLen() < smallestRSA {
		return nil, fmt.Errorf("mail: the DKIM key has %d bits, at least %d are needed", r.N.BitLen(), smallestRSA)
	}
	signer := gomail.NewDKIMSigner(domain, selector, key)
	signer.SignHeaders("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
		"Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post")
	signer.OversignHeaders("From", "To", "Subject")
	if err := signer.ValidateConfig(); err != nil {
		return nil, fmt.Errorf("mail: DKIM: %w", err)
	}
	return signer, nil
}
