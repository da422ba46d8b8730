//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package evidence

// Without flock, nothing keeps two processes from writing one folder.
func lockExclusive(DiskFile) error { return nil }

func lockShared(DiskFile) error { return nil }

func lockHolder(DiskFile) int { return 0 }
