package dev.cairn.api.lock;

import dev.cairn.kernel.Epoch;
import java.time.Duration;

/**
 * What a session may rely on.
 *
 * @param leaderEpoch the term of the leader that knows the session
 * @param lease from before the request was sent, for so long the session's grants are safe without another renewal
 */
public record SessionTerms(Epoch leaderEpoch, Duration lease) {}
