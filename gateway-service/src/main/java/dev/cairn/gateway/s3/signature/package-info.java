/**
 * AWS signature version 4 as S3 uses it: in the Authorization header, in a presigned URL, and chained through the chunks
 * of a streamed body. {@link dev.cairn.gateway.s3.signature.Authenticator} turns a request into a caller or refuses it.
 */
@NullMarked
package dev.cairn.gateway.s3.signature;

import org.jspecify.annotations.NullMarked;
