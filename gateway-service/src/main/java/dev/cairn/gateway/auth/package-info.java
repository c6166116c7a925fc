/**
 * Who may call: access keys, the callers they stand for, and how new ones are made. The S3 and REST edges share it.
 * Where keys are kept is a port, {@link dev.cairn.gateway.auth.AccessKeys}.
 */
@NullMarked
package dev.cairn.gateway.auth;

import org.jspecify.annotations.NullMarked;
