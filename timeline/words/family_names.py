"""List frequent family names of China, Korea and Vietnam, which come first; a person's country is often not stored."""

from timeline.words.first_names import listed

#: without those that are also English words or frequent given names elsewhere
LEADING = listed(
    """
    bui cai cao chang chen cheng chiang cho choe choi chu chun chung cui deng ding dong duong fang fu gao geng gu guo
    hang ho hong hu hua huang hun hwang jang jeon jeong ji jiang jong ju jung kang kim ko koo ku kuo kwak kwon lai lam
    lau lee li liang lim lin liu lo lu luo ly ma mao meng moon nam ngo nguyen oh pak park peng pham phan qian qin qiu
    ri rim ro roh ryang ryu seo shao shen shi shin sin song su suh sun tang tian tran trinh truong tsai vo vu wan wang
    wei wen wong wu xi xia xiao xie xu xue yan yang yao ye yi yin yoo yoon yu yuan yun zeng zhang zhao zheng zhou zhu
    zuo
    """
)
