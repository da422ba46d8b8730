//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package transport

import "net"

// hasUnread is not known here.
func hasUnread(net.Conn) bool { return false }
