/**
 * The REST interface below {@code /v1}: files and names by path, everything else by inode, and what archive software
 * needs.
 *
 * <pre>
 * /v1/files/PATH            GET HEAD PUT DELETE   bytes of a file            /v1/inodes/INO            GET PATCH
 * /v1/entries/PATH          GET                   what a name refers to      /v1/inodes/INO/content    GET HEAD
 * /v1/dirs/PATH             GET PUT DELETE        directories                /v1/inodes/INO/xattrs     GET, /NAME GET PUT DELETE
 * /v1/symlinks/PATH         PUT                                              /v1/inodes/INO/paths      GET
 * /v1/links/PATH            PUT                                              /v1/inodes/INO/release    POST
 * /v1/rename                POST                                             /v1/inodes/INO/stage      PUT
 * /v1/changes               GET                   by meta or data seq        /v1/inodes/INO/recall     POST
 * /v1/deletions, /v1/stable-seq, /v1/volume  GET                             /v1/waiting               GET, /fail POST
 * </pre>
 *
 * <p>Names are bytes: paths in URLs are percent-encoded bytes and never normalised, names in JSON are text with a base64
 * twin where they are not UTF-8. 64-bit numbers are decimal strings. The entity tag of a file is its data_version.
 * Failures are problems (RFC 9457) with a stable code. Every call needs an access key.
 */
@NullMarked
package dev.cairn.gateway.rest;

import org.jspecify.annotations.NullMarked;
