/** The state of a replica, from process to process: a stream of bytes over HTTP. */
@NullMarked
package dev.cairn.rpc.replica;

import org.jspecify.annotations.NullMarked;
