package auth

import "net/netip"

// Network says where a request comes from without saying from which address: keyed
// hashes, which nobody without the program's secret can turn back.
type Network struct {
	// Near is one household, office or mobile network's exit: an IPv4 address, the
	// first 64 bits of an IPv6 one. Wide is what one customer may hold at most: the
	// first 24 bits, 48 of IPv6. Both nil where nobody asked.
	Near, Wide []byte
}

// Network gives the hashes of an address as people reach us. What is no address is
// one network of its own.
func (s Signer) Network(address string) Network {
	return Network{
		Near: s.MAC("network", []byte(networkOf(address)))[:macSize],
		Wide: s.MAC("network wide", []byte(wideOf(address)))[:macSize],
	}
}

// wideOf is the part of an address that one customer may hold at most.
func wideOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	bits := 48
	if ip.Is4() {
		bits = 24
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
