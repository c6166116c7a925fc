package dev.cairn.api;

import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.RequestId;

/**
 * What travels with every call.
 *
 * @param caller on whose behalf
 * @param request identity of the change, for exactly-once; ignored by calls that change nothing
 * @param deadline after it nobody waits for the answer
 */
public record CallContext(Caller caller, RequestId request, Deadline deadline) {}
