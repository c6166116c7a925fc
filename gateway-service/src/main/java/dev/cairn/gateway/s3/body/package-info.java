/**
 * Bodies of S3 requests: the aws-chunked framing and the checks that a body must pass before anything refers to it.
 * {@link dev.cairn.gateway.s3.body.RequestBody} is what handlers read.
 */
@NullMarked
package dev.cairn.gateway.s3.body;

import org.jspecify.annotations.NullMarked;
