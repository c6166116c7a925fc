package dev.cairn.api.lock;

import java.util.UUID;

/** A grant: who holds which lock how. Also what a holder reports to a new leader. */
public record HeldLock(UUID session, LockName name, LockMode mode, FencingToken token) {}
