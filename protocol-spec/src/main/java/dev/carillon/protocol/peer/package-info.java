/** What every part of a cluster must agree on about nodes: how a certificate names one (PEER.md, "Certificates"). */
@NullMarked
package dev.carillon.protocol.peer;

import org.jspecify.annotations.NullMarked;
