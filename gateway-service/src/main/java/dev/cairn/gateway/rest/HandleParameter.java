package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The query parameter {@code handle} of everything below an inode. It is looked at here for all of them: the handle must be one
 * of the inode in the path, and its lease is renewed when less than half of it is left, so that whoever works with a handle
 * keeps it.
 */
final class HandleParameter implements HandlerInterceptor {

    static final String NAME = "handle";

    private static final String FILE = HandleParameter.class.getName();

    private final OpenFiles openFiles;

    HandleParameter(OpenFiles openFiles) {
        this.openFiles = openFiles;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && Authentication.isOurs(method)) {
            String handle = request.getParameter(NAME);
            if (handle != null && inode(request).isPresent()) {
                request.setAttribute(FILE, file(request, inode(request).get(), handle));
            }
        }
        return true;
    }

    private static Optional<InodeNumber> inode(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                        && variables.get("inode") instanceof String inode
                ? Optional.of(Parameters.inode(inode))
                : Optional.empty();
    }

    private FileRef file(HttpServletRequest request, InodeNumber inode, String text) {
        Handle handle = openFiles.use(Authentication.calls(request).reading(), HandlesController.id(text));
        if (!handle.inode().equals(inode)) {
            throw new CairnException(
                    ErrorCode.ESTALE, "handle", "handle " + handle.id() + " is not one of inode " + inode);
        }
        return FileRef.handle(handle.id());
    }

    /** The handle of the request that this thread serves. */
    static Optional<FileRef> presented() {
        RequestAttributes request = RequestContextHolder.currentRequestAttributes();
        return request.getAttribute(FILE, RequestAttributes.SCOPE_REQUEST) instanceof FileRef file
                ? Optional.of(file)
                : Optional.empty();
    }
}
