/**
 * A replicated tree: a B-tree, a transaction log, a leader and its standbys.
 *
 * <pre>
 * submit -> queue -> [one thread: decide on the working tree, apply, seal a batch] -> log append -> durable -> visible, answered
 * </pre>
 *
 * A command decides (reads, and says what to change and answer); only its changes touch the tree, on the leader and in replay alike. An
 * answer, a refusal too, leaves only when everything it was decided on is durable.
 */
@NullMarked
package dev.cairn.replica;

import org.jspecify.annotations.NullMarked;
