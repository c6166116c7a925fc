package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Extended attributes of an inode. A value is the body, byte for byte; the name is percent-encoded bytes. */
@Tag(name = "extended attributes", description = "Names with their prefix, such as user.media; values are bytes.")
@RestController
class XattrsController {

    private static final String XATTRS = "/v1/inodes/{inode}/xattrs";
    private static final String XATTR = XATTRS + "/{name}";

    private final Namespace namespace;

    XattrsController(Namespace namespace) {
        this.namespace = namespace;
    }

    @Operation(summary = "Names of the extended attributes that are not hidden")
    @GetMapping(XATTRS)
    Json.XattrNames list(Calls calls, @PathVariable String inode) {
        return new Json.XattrNames(namespace.xattrNames(calls.reading(), InodesController.file(inode)).stream()
                .map(Json.Xattr::of)
                .toList());
    }

    @Operation(summary = "The value of an extended attribute")
    @GetMapping(path = XATTR)
    ResponseEntity<byte[]> get(Calls calls, @PathVariable String inode, HttpServletRequest request) {
        Bytes name = name(request);
        Bytes value = namespace
                .lookup(calls.reading(), InodesController.file(inode), Set.of(name))
                .xattrs()
                .get(name);
        if (value == null) {
            throw new CairnException(ErrorCode.ENODATA, "there is no such extended attribute");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(value.toByteArray());
    }

    @Operation(
            summary = "Sets an extended attribute",
            description = "If-None-Match: * only creates it, If-Match: * only replaces it.")
    @PutMapping(XATTR)
    ResponseEntity<Void> set(Calls calls, @PathVariable String inode, HttpServletRequest request) throws IOException {
        FileRef file = InodesController.file(inode);
        Bytes name = name(request);
        XattrMode mode = mode(request);
        byte[] value = request.getInputStream().readNBytes(MetadataLimits.XATTR_VALUE_BYTES_MAX + 1);
        if (value.length > MetadataLimits.XATTR_VALUE_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG, "a value has at most " + MetadataLimits.XATTR_VALUE_BYTES_MAX + " bytes");
        }
        calls.run(context -> namespace.setXattr(context, file, name, Bytes.wrap(value), mode));
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "Removes an extended attribute")
    @DeleteMapping(XATTR)
    ResponseEntity<Void> remove(Calls calls, @PathVariable String inode, HttpServletRequest request) {
        FileRef file = InodesController.file(inode);
        Bytes name = name(request);
        calls.run(context -> namespace.removeXattr(context, file, name));
        return ResponseEntity.noContent().build();
    }

    /** From the raw URL, because a name need not be text. */
    private static Bytes name(HttpServletRequest request) {
        String uri = request.getRequestURI();
        return PercentCodec.decode(uri.substring(uri.lastIndexOf('/') + 1));
    }

    private static XattrMode mode(HttpServletRequest request) {
        Optional<EntityTags> match = EntityTags.parse(request.getHeader(HttpHeaders.IF_MATCH));
        Optional<EntityTags> noneMatch = EntityTags.parse(request.getHeader(HttpHeaders.IF_NONE_MATCH));
        if (match.isEmpty() && noneMatch.isEmpty()) {
            return XattrMode.CREATE_OR_REPLACE;
        }
        if ((match.isPresent() && noneMatch.isPresent())
                || !match.or(() -> noneMatch).orElseThrow().isAny()) {
            throw new CairnException(
                    ErrorCode.EINVAL, "condition", "extended attributes know If-Match: * or If-None-Match: *");
        }
        return match.isPresent() ? XattrMode.REPLACE : XattrMode.CREATE;
    }
}
