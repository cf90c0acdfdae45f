/**
 * North American area codes: state or province and the zones that keep a clock of their own there, as in time-zones.ts. A code
 * that spans several zones lists all of them. General knowledge of 2026-11-21, not looked up; toll-free and other codes that
 * belong to no place are left out on purpose, as are countries with a line of their own in numbering-plans.ts.
 */
const zones = {
  E: "America/New_York",
  C: "America/Chicago",
  M: "America/Denver",
  Z: "America/Phoenix",
  P: "America/Los_Angeles",
  A: "America/Anchorage",
  D: "America/Adak",
  H: "Pacific/Honolulu",
  T: "America/Toronto",
  W: "America/Winnipeg",
  R: "America/Regina",
  L: "America/Edmonton",
  V: "America/Vancouver",
  X: "America/Halifax",
  N: "America/St_Johns",
  B: "America/Blanc-Sablon",
  K: "America/Cambridge_Bay",
  I: "America/Atikokan",
  Y: "America/Creston",
} as const;

/** "state zones codes", zones as letters of the table above. */
const unitedStates = `
AL C 205 251 256 659 938 | AL CE 334
AK AD 907
AZ Z 480 520 602 623 | AZ ZM 928
AR C 327 479 501 870
CA P 209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951
CO M 303 719 720 970 983
CT E 203 475 860 959
DE E 302
DC E 202 771
FL E 239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954 | FL CE 448 850
GA E 229 404 470 478 678 706 762 770 912 943
HI H 808
ID MP 208 986
IL C 217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872
IN E 260 317 463 765 | IN CE 219 574 812 930
IA C 319 515 563 641 712
KS C 316 913 | KS CM 620 785
KY E 502 859 | KY EC 270 364 606
LA C 225 318 337 457 504 985
ME E 207
MD E 227 240 301 410 443 667
MA E 339 351 413 508 617 774 781 857 978
MI E 231 248 269 313 517 586 616 679 734 810 947 989 | MI EC 906
MN C 218 320 507 612 651 763 924 952
MS C 228 471 601 662 769
MO C 235 314 417 557 573 636 660 816 975
MT M 406
NE C 402 531 | NE CM 308
NV P 702 725 | NV PM 775
NH E 603
NJ E 201 551 609 640 732 848 856 862 908 973
NM M 505 575
NY E 212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934
NC E 252 336 472 704 743 828 910 919 980 984
ND CM 701
OH E 216 220 234 283 326 330 380 419 436 440 513 567 614 740 937
OK C 405 539 572 580 918
OR P 503 971 | OR PM 458 541
PA E 215 223 267 272 412 445 484 570 582 610 717 724 814 835 878
RI E 401
SC E 803 821 839 843 854 864
SD CM 605
TN C 615 629 731 901 | TN CE 423 865 931
TX C 210 214 254 281 325 346 361 409 430 469 512 621 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979 | TX CM 432 915
UT M 385 435 801
VT E 802
VA E 276 434 540 571 686 703 757 804 826 948
WA P 206 253 360 425 509 564
WV E 304 681
WI C 262 274 353 414 534 608 715 920
WY M 307`;

const canada = `
AB L 368 403 587 780 825
BC V 604 | BC VLY 236 250 257 672 778
MB W 204 431 584
NB X 428 506
NL NX 709 879
NS X 782 902
ON T 226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942 | ON TWI 807
QC T 263 354 438 450 468 514 579 819 873 | QC TXB 367 418 581
SK RL 306 474 639
NT LYWTIK 867`;

export type AreaCode = { country: "US" | "CA"; state: string; zones: readonly string[] };

export const areaCodes: ReadonlyMap<string, AreaCode> = new Map([...read("US", unitedStates), ...read("CA", canada)]);

function read(country: AreaCode["country"], table: string): [string, AreaCode][] {
  return table
    .split(/[\n|]/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .flatMap((line) => {
      const [state = "", letters = "", ...codes] = line.split(" ");
      const names = [...letters].map((letter) => zones[letter as keyof typeof zones]);
      return codes.map((code): [string, AreaCode] => [code, { country, state, zones: names }]);
    });
}
