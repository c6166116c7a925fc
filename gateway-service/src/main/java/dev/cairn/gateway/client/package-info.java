/** The connection to the client of a request. */
@NullMarked
package dev.cairn.gateway.client;

import org.jspecify.annotations.NullMarked;
